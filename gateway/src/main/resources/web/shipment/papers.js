// Documents: what is due, by whom; submit by dropping a file; verify or reject beside the preview.
import { html, useEffect, useState } from "../vendor/preact.js";
import { call, get, newKey } from "../core/http.js";
import { role } from "../core/session.js";
import { isFinal } from "../core/status.js";
import { words } from "../core/time.js";
import { announce } from "../ui/announce.js";
import { ActionButton } from "../ui/command.js";
import { Card, Empty, Facts, ProblemBox, Tag, Time } from "../ui/parts.js";
import { Until } from "./now-next.js";

const GROUP = { REQUESTED: "planned", SUBMITTED: "waiting", VERIFIED: "done", ISSUED: "done", SURRENDERED: "done", WAIVED: "done", REJECTED: "exception", VOID: "cancelled" };
const TRANSPORT = ["BILL_OF_LADING", "SEA_WAYBILL", "AIR_WAYBILL", "ROAD_CONSIGNMENT_NOTE", "RAIL_CONSIGNMENT_NOTE"];
const TYPES = ["COMMERCIAL_INVOICE", "PACKING_LIST", "EXPORT_DECLARATION", "IMPORT_DECLARATION", "DANGEROUS_GOODS_DECLARATION", "VERIFIED_GROSS_MASS", "CERTIFICATE_OF_ORIGIN", ...TRANSPORT, "PROOF_OF_DELIVERY", "OTHER"];
const REASONS = ["ILLEGIBLE", "WRONG_TYPE", "WRONG_SHIPMENT", "INCOMPLETE", "MISMATCH", "EXPIRED", "OTHER"];
const MEDIA = { pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", tif: "image/tiff", tiff: "image/tiff", txt: "text/plain", xml: "application/xml", json: "application/json", edi: "application/edifact" };

export const titleOf = (document) => document.name || words(document.type);

export const DocumentStatus = ({ of }) => html`<${Tag} group=${GROUP[of.documentStatus] || "planned"}>${words(of.documentStatus)}<//>`;

const is = (...roles) => role() === "operator" || roles.includes(role());
const party = (from) => (from === "CARRIER" ? "carrier" : "shipper");
const other = (from) => (from === "CARRIER" ? "shipper" : "carrier");

/** The actions on a document by its status and the viewer's role. */
export function documentActions(shipmentId, document, done) {
  if (document.withheld) {
    return [];
  }
  const { documentStatus: status, revision, type, from } = document;
  const at = (rest) => `/v1/shipments/${shipmentId}/documents/${document.document}${rest}`;
  const title = titleOf(document);
  const actions = [];
  if (is(other(from)) && status === "SUBMITTED") {
    actions.push({ action: "verify", title: "Verify", sentence: `Revision ${revision} of the ${title.toLowerCase()} is right.`, method: "POST", path: at("/verification"), fields: [{ name: "note", label: "Note", most: 500 }], body: (values) => ({ revision, ...values }), done });
  }
  if (is(other(from)) && ["SUBMITTED", "VERIFIED"].includes(status)) {
    actions.push({ action: "reject", title: "Reject", sentence: `Revision ${revision} of the ${title.toLowerCase()} is refused.`, method: "POST", path: at("/rejection"), fields: [{ name: "reasonCode", label: "Reason", type: "select", options: REASONS, value: REASONS[0], required: true }, { name: "note", label: "Note", most: 500 }], body: (values) => ({ revision, ...values }), done });
  }
  if (is("carrier") && status === "VERIFIED" && TRANSPORT.includes(type)) {
    actions.push({ action: "issue", title: "Issue", method: "POST", path: at("/issuance"), fields: [{ name: "reference", label: "Number", required: true, most: 64 }, { name: "platform", label: "Platform", most: 64 }], body: (values) => ({ revision, ...values }), done });
  }
  if (is("carrier") && status === "ISSUED") {
    actions.push({ action: "surrender", title: "Surrender", method: "POST", path: at("/surrender"), fields: [{ name: "for", label: "For", type: "select", options: type === "BILL_OF_LADING" ? ["DELIVERY", "AMENDMENT"] : ["AMENDMENT"], value: type === "BILL_OF_LADING" ? "DELIVERY" : "AMENDMENT", required: true }], done });
  }
  if (is("shipper") && !["SURRENDERED", "WAIVED", "VOID"].includes(status)) {
    actions.push({ action: "waive", title: "Waive", sentence: `Nobody will have to bring the ${title.toLowerCase()}.`, method: "POST", path: at("/waiver"), fields: [{ name: "reason", label: "Reason", required: true, most: 200 }], done });
  }
  if (is("shipper", party(from)) && !["SURRENDERED", "VOID"].includes(status)) {
    actions.push({ action: "void", title: "Void", sentence: `The ${title.toLowerCase()} will count no more.`, method: "POST", path: at("/voiding"), fields: [{ name: "reason", label: "Reason", required: true, most: 200 }], done });
  }
  return actions;
}

const requestDocument = (shipmentId, done) => ({
  action: "request-document",
  title: "Ask for a document",
  verb: "Ask",
  method: "POST",
  path: `/v1/shipments/${shipmentId}/documents`,
  fields: [
    { name: "type", label: "Type", type: "select", options: TYPES.map((type) => ({ value: type, label: words(type) })), value: "COMMERCIAL_INVOICE", required: true },
    { name: "name", label: "Name", most: 64, when: (values) => values.type === "OTHER", required: true },
    { name: "dueAt", label: "Due", type: "datetime-local" },
    { name: "shared", label: "The carrier may see it", type: "checkbox" },
  ],
  done,
});

const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");

/** Hashes the file here, puts it there, and submits it as the next revision. */
async function submitFile(shipmentId, document, file, keys) {
  const sha256 = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const mediaType = file.type || MEDIA[file.name.split(".").at(-1).toLowerCase()] || "application/octet-stream";
  await call("PUT", `/v1/documents/${sha256}`, { body: file, raw: true, mediaType });
  // One key a content: a retry after a lost answer counts once.
  keys.set(sha256, keys.get(sha256) || newKey());
  return call("POST", `/v1/shipments/${shipmentId}/documents/${document}/submissions`, { body: { sha256, fileName: file.name.slice(-128) }, key: keys.get(sha256) });
}

export const Drop = ({ shipmentId, document, done }) => {
  const [state, setState] = useState({ over: false, busy: false, problem: null });
  const [keys] = useState(() => new Map());
  if (!crypto.subtle) {
    return html`<p class="quiet">Files can be submitted over HTTPS or on localhost alone: elsewhere browsers let no page compute hashes.</p>`;
  }
  const take = async (file) => {
    if (!file || state.busy) {
      return;
    }
    setState({ over: false, busy: true, problem: null });
    try {
      const answer = await submitFile(shipmentId, document.document, file, keys);
      announce(`${titleOf(document)} submitted`);
      setState({ over: false, busy: false, problem: null });
      done(answer.body);
    } catch (problem) {
      setState({ over: false, busy: false, problem });
    }
  };
  return html`<div>
    <label
      class="drop"
      data-over=${state.over}
      onDragOver=${(e) => {
        e.preventDefault();
        setState({ ...state, over: true });
      }}
      onDragLeave=${() => setState({ ...state, over: false })}
      onDrop=${(e) => {
        e.preventDefault();
        take(e.dataTransfer.files[0]);
      }}
      ><input class="hidden" type="file" data-action="submit-file" onChange=${(e) => take(e.target.files[0])} />${state.busy ? "Sending …" : html`Drop the ${titleOf(document).toLowerCase()} here, or <span class="as-link">choose a file</span>`}</label
    >
    ${state.problem && html`<${ProblemBox} problem=${state.problem} />`}
  </div>`;
};

/** The newest revision: an image beside the verdict, anything else in a tab of its own. */
const Preview = ({ sha256, mediaType, fileName }) => {
  const [url, setUrl] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    let made;
    call("GET", `/v1/documents/${sha256}`, { as: "blob" }).then(
      ({ body }) => {
        made = URL.createObjectURL(new Blob([body], { type: mediaType }));
        setUrl(made);
      },
      setProblem,
    );
    return () => made && URL.revokeObjectURL(made);
  }, [sha256]);
  if (problem) {
    return html`<${ProblemBox} problem=${problem} />`;
  }
  return url && (/^image\/(png|jpeg)$/.test(mediaType) ? html`<img class="preview" src=${url} alt=${fileName || "The document"} />` : html`<a href=${url} target="_blank" rel="noopener" download=${mediaType === "application/pdf" ? undefined : fileName || sha256}>Open ${fileName || "the document"}</a>`);
};

export const Paper = ({ shipmentId, document, past, done, heading, below }) => {
  const [open, setOpen] = useState(false);
  const [whole, setWhole] = useState(null);
  useEffect(() => {
    if (open && !document.withheld && !past) {
      get(`/v1/shipments/${shipmentId}/documents/${document.document}`).then(setWhole, () => setWhole(null));
    }
  }, [open, document.revision, document.documentStatus]);
  const newest = whole?.revisions?.at(-1);
  const takes = ["REQUESTED", "SUBMITTED", "VERIFIED", "REJECTED"].includes(document.documentStatus) && is(party(document.from));
  return html`<details class="event paper" data-document=${document.document} open=${open} onToggle=${(e) => setOpen(e.target.open)}>
    <summary>
      <span class="number quiet">${document.document}</span><${DocumentStatus} of=${document} /><span class="what">${heading || titleOf(document)} <span class="quiet">${document.gate !== "NONE" ? `for ${words(document.gate).toLowerCase()}` : ""}</span></span>
      <span class="who-did">${document.dueAt && !document.satisfied && document.documentStatus !== "VOID" ? html`<${Until} at=${document.dueAt} />` : document.from ? `by ${words(document.from).toLowerCase()}` : ""}</span>
    </summary>
    ${open &&
    html`<div class="event-body stack">
      ${below} ${document.withheld && html`<p class="quiet">Not for your eyes.</p>`}
      <${Facts} of=${[["Revision", document.revision], ["Due", document.dueAt && html`<${Time} at=${document.dueAt} />`], ["Reason", document.reason], ["Issued as", document.issued?.reference], ["The carrier", document.shared && "may see it"]]} />
      ${newest?.sha256 && html`<${Preview} sha256=${newest.sha256} mediaType=${newest.mediaType} fileName=${newest.fileName} />`}
      ${whole?.revisions?.length > 0 && html`<ul>${whole.revisions.map((one) => html`<li key=${one.revision}>Revision ${one.revision}, ${one.fileName || one.reference || "a file"} by ${words(one.by).toLowerCase()}, <${Time} at=${one.at} /> ${one.verdict && html`<strong>${words(one.verdict)}</strong>`} ${one.reasonCode && words(one.reasonCode).toLowerCase()} ${one.note}</li>`)}</ul>`}
      ${!past && takes && html`<${Drop} shipmentId=${shipmentId} document=${document} done=${done} />`}
      ${!past && html`<div class="card-actions">${documentActions(shipmentId, document, done).map((action) => html`<${ActionButton} key=${action.action} action=${action} />`)}</div>`}
    </div>`}
  </details>`;
};

export const Papers = ({ shipment, documents, past, done }) => {
  const mayAsk = !past && is("shipper") && !(isFinal(shipment.status) && ["CANCELLED", "LOST"].includes(shipment.status));
  const ask = mayAsk && html`<${ActionButton} action=${requestDocument(shipment.shipmentId, done)}>Ask for a document<//>`;
  return html`<${Card} title="Documents" state=${documents.length > 0 ? "ready" : "empty"} actions=${documents.length > 0 && ask}>
    ${documents.length === 0 && html`<${Empty} action=${ask}>No document has been asked for${past ? " until then" : ""}.<//>`}
    ${documents.map((document) => html`<${Paper} key=${document.document} shipmentId=${shipment.shipmentId} document=${document} past=${past} done=${done} />`)}
  <//>`;
};
