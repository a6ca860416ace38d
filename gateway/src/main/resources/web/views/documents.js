// Documents across shipments: what is due comes first; submit, verify or reject from here.
import { html, useState } from "../vendor/preact.js";
import { get, serverNow, withQuery } from "../core/http.js";
import { go, link, shipmentLink } from "../core/router.js";
import { role, viewAs } from "../core/session.js";
import { useSignal } from "../core/signal.js";
import { words } from "../core/time.js";
import { shipments } from "../core/fleet.js";
import { Paper, titleOf } from "../shipment/papers.js";
import { useLoad } from "../ui/load.js";
import { Card, Empty, Loaded, Poll, stateOf } from "../ui/parts.js";

const EVERY = 5000;
const STATUSES = ["REQUESTED", "SUBMITTED", "VERIFIED", "REJECTED", "ISSUED", "SURRENDERED", "WAIVED", "VOID"];
const DAY = 24 * 3600000;

/** Sections in their order: each document is in the first that it fits. */
const SECTIONS = [
  { title: "Overdue", holds: (d) => !d.satisfied && d.dueAt && Date.parse(d.dueAt) < serverNow() },
  { title: "Due within a week", holds: (d) => !d.satisfied && d.dueAt && Date.parse(d.dueAt) < serverNow() + 7 * DAY },
  { title: "To be checked", holds: (d) => d.documentStatus === "SUBMITTED" },
  { title: "Waited for", holds: (d) => !d.satisfied && d.documentStatus !== "VOID" },
  { title: "Settled", holds: () => true },
];

function sections(items) {
  const filled = SECTIONS.map(({ title, holds }) => ({ title, holds, items: [] }));
  items.forEach((document) => filled.find(({ holds }) => holds(document)).items.push(document));
  return filled.filter((section) => section.items.length > 0);
}

const referenceOf = ({ shipmentId }) => shipments.get(shipmentId)?.reference || shipmentId.slice(0, 8);

export const Documents = ({ query }) => {
  const as = useSignal(viewAs);
  const [shown, setShown] = useState(100);
  const status = query.status || "";
  const loaded = useLoad(() => get(withQuery("/v1/documents", { documentStatus: status, limit: 200 })).then((page) => page.items), [as, status], { every: EVERY });
  return html`
    <div class="page-head">
      <h1>Documents</h1>
      <${Poll} of=${loaded} />
      <div class="head-actions">
        <label class="hidden" for="document-status">Status</label>
        <select id="document-status" value=${status} onChange=${(e) => go(link("documents", [], { status: e.target.value }), true)}>
          <option value="">All</option>
          ${STATUSES.map((one) => html`<option value=${one} selected=${one === status}>${words(one)}</option>`)}
        </select>
      </div>
    </div>
    <div class="stack">
      ${!loaded.data || loaded.data.length === 0
        ? html`<${Card} label="Documents" state=${stateOf(loaded, (items) => items.length === 0)}>
            <${Loaded} of=${loaded} rows=${6}>${() => html`<${Empty} action=${html`<a href=${link("shipments")}>Shipments</a>`}>${status ? "No document has this status." : role() === "carrier" ? "Nothing is asked of you." : "No document has been asked for. Ask for one on a shipment's page."}<//>`}<//>
          <//>`
        : sections(loaded.data).map(
            ({ title, items }) => html`<${Card} key=${title} title=${title} actions=${html`<span class="quiet">${items.length}</span>`}>
              ${items.slice(0, shown).map(
                (document) => html`<div key=${`${document.shipmentId}/${document.document}`} data-row>
                  <${Paper} shipmentId=${document.shipmentId} document=${document} done=${loaded.reload} heading=${`${titleOf(document)} of ${referenceOf(document)}`} below=${html`<p><a href=${shipmentLink(document.shipmentId, "documents")}>Shipment ${referenceOf(document)}</a></p>`} />
                </div>`,
              )}
              ${items.length > shown && html`<button type="button" class="link" onClick=${() => setShown(shown + 100)}>Show more</button>`}
            <//>`,
          )}
    </div>
  `;
};
