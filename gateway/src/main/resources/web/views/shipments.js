// The list: filters stand in the address, rows change as their shipments do.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { fleet, put, shipments } from "../core/fleet.js";
import { CANCELLED, get, withQuery } from "../core/http.js";
import { carrierName, placeName } from "../core/places.js";
import { go, link, shipmentLink } from "../core/router.js";
import { role, scope } from "../core/session.js";
import { useSignal } from "../core/signal.js";
import { ALL_STATUSES, GROUPS } from "../core/status.js";
import { count, words } from "../core/time.js";
import { bookShipment } from "../ui/actions.js";
import { act } from "../ui/command.js";
import { Card, Empty, Loading, ProblemBox, Status, Time } from "../ui/parts.js";

const STEP = 100;
const FILTERS = ["status", "group", "shipper", "carrier", "reference", "container"];

const statusesOf = ({ status, group }) => (status ? status.split(",") : GROUPS[group]?.statuses);

function matches(shipment, query) {
  const statuses = statusesOf(query);
  return (
    (!statuses || statuses.includes(shipment.status)) &&
    (!query.shipper || shipment.shipper === query.shipper) &&
    (!query.carrier || shipment.carrier === query.carrier) &&
    (!query.reference || shipment.reference === query.reference) &&
    (!query.container || shipment.cargo?.containerNumber === query.container)
  );
}

/**
 * Reads what matches into the store, a page at a time, unless the store has everything anyhow. The rows themselves
 * come out of the store.
 */
function useListed(query, { state: known, complete }) {
  const [state, setState] = useState({ next: undefined, problem: null, loading: true });
  const turn = useRef(0);
  const read = async (after) => {
    const mine = ++turn.current;
    setState((was) => ({ ...was, loading: true, problem: null }));
    try {
      const { shipper, carrier, reference, container } = query;
      const page = await get(withQuery("/v1/shipments", { shipper, carrier, reference, container, ...scope(), status: statusesOf(query)?.join(","), limit: 200, after }));
      if (mine === turn.current) {
        page.items.forEach((item) => {
          put(item).entered = true;
        });
        fleet.touch();
        setState({ next: page.next, problem: null, loading: false });
      }
    } catch (problem) {
      if (mine === turn.current) {
        setState({ next: undefined, problem, loading: false });
      }
    }
  };
  const key = FILTERS.map((name) => query[name] || "").join("|");
  useEffect(() => {
    if (known === "loading") {
      return undefined;
    }
    if (complete) {
      setState({ next: undefined, problem: null, loading: false });
    } else {
      read();
    }
    return () => {
      turn.current++;
    };
  }, [key, known, complete]);
  const cancel = () => {
    turn.current++;
    setState({ next: undefined, problem: CANCELLED, loading: false });
  };
  return { ...state, more: () => state.next && !state.loading && read(state.next), again: () => read(), cancel };
}

const Filters = ({ query }) => {
  const set = (name, value) => go(link("shipments", [], { ...query, ...(name === "status" ? { group: undefined } : {}), [name]: value.trim() || undefined }), true);
  const text = (name, label, example) =>
    html`<label>${label}<input key=${name + (query[name] || "")} value=${query[name] || ""} placeholder=${example} onChange=${(e) => set(name, e.target.value)} /></label>`;
  return html`<div class="filters">
    <label
      >Status<select value=${query.status || query.group || ""} onChange=${(e) => (GROUPS[e.target.value] ? go(link("shipments", [], { ...query, status: undefined, group: e.target.value }), true) : set("status", e.target.value))}>
        <option value="">All</option>
        <optgroup label="Groups">${Object.entries(GROUPS).map(([name, group]) => html`<option value=${name} selected=${query.group === name}>${group.word}</option>`)}</optgroup>
        <optgroup label="Statuses">${ALL_STATUSES.map((status) => html`<option value=${status} selected=${query.status === status}>${words(status)}</option>`)}</optgroup>
      </select></label
    >
    ${text("reference", "Reference", "PO-4711")} ${text("container", "Container", "MSKU9070323")} ${role() !== "shipper" && text("shipper", "Shipper", "Hansa Tea")} ${role() !== "carrier" && text("carrier", "Carrier", "MAEU")}
    ${FILTERS.some((name) => query[name]) && html`<button type="button" class="link" data-action="clear-filters" onClick=${() => go(link("shipments"), true)}>Clear filters</button>`}
  </div>`;
};

/** Marks a row for a moment after it has changed. */
const isFresh = (shipment) => shipment.changedAt && performance.now() - shipment.changedAt < 1500;

const Row = ({ shipment }) => {
  const { shipmentId, version, lastMilestone } = shipment;
  const open = (event) => {
    if (!event.target.closest("a, button") && !getSelection().toString()) {
      go(shipmentLink(shipmentId));
    }
  };
  return html`<tr class=${`row ${isFresh(shipment) ? "changed" : ""}`} data-row data-shipment-id=${shipmentId} data-status=${shipment.status} data-version=${version} onClick=${open}>
    <td><a href=${shipmentLink(shipmentId)}>${shipment.reference}</a></td>
    <td class="wide">${shipment.shipper}</td>
    <td>${shipment.carrier ? carrierName(shipment.carrier) : html`<span class="quiet">no carrier</span>`}</td>
    <td>${placeName(shipment.origin)} → ${placeName(shipment.destination)}</td>
    <td><${Status} status=${shipment.status} /></td>
    <td class="wide">${lastMilestone ? html`${words(lastMilestone.code)} ${lastMilestone.location ? html`<span class="quiet">${placeName(lastMilestone.location)}</span>` : ""}` : ""}</td>
    <td class="wide"><${Time} at=${shipment.requestedDeliveryBy} /></td>
    <td class="end"><${Time} at=${shipment.updatedAt} version=${version} /></td>
  </tr>`;
};

export const Shipments = ({ query }) => {
  const known = useSignal(fleet, 250);
  const { state } = known;
  const listed = useListed(query, known);
  const [shown, setShown] = useState(STEP);
  const sentinel = useRef(null);
  const rows = [];
  shipments.forEach((shipment) => matches(shipment, query) && rows.push(shipment));
  rows.sort((a, b) => (a.bookedAt < b.bookedAt ? 1 : a.bookedAt > b.bookedAt ? -1 : a.shipmentId < b.shipmentId ? 1 : -1));

  useEffect(() => setShown(STEP), [JSON.stringify(query)]);
  const more = () => {
    if (shown < rows.length) {
      setShown(shown + STEP);
    } else {
      listed.more();
    }
  };
  useEffect(() => {
    if (!sentinel.current) {
      return undefined;
    }
    const seen = new IntersectionObserver((entries) => entries[0].isIntersecting && more(), { rootMargin: "400px" });
    seen.observe(sentinel.current);
    return () => seen.disconnect();
  });

  const loading = rows.length === 0 && (listed.loading || state === "loading") && listed.problem !== CANCELLED;
  const cardState = rows.length > 0 ? "ready" : listed.problem ? "error" : loading ? "loading" : "empty";
  const canBook = ["shipper", "operator"].includes(role());
  return html`
    <div class="page-head">
      <h1>Shipments</h1>
      ${rows.length > 0 && html`<span class="quiet">${count(rows.length)}${listed.next ? "+" : ""}</span>`}
      <div class="head-actions">${canBook && html`<button type="button" class="primary" data-action="book" onClick=${() => act(bookShipment((receipt) => go(shipmentLink(receipt.shipmentId))))}>Book a shipment</button>`}</div>
    </div>
    <${Card} state=${cardState} label="Shipments">
      <${Filters} query=${query} />
      ${listed.problem && html`<${ProblemBox} problem=${listed.problem} retry=${listed.again} />`}
      ${loading && html`<${Loading} rows=${8} cancel=${listed.cancel} />`}
      ${cardState === "empty" && html`<${Empty} action=${html`<button type="button" data-action="clear-filters" onClick=${() => go(shipments.size === 0 ? link("start") : link("shipments"))}>${shipments.size === 0 ? "How to begin" : "Clear filters"}</button>`}>${shipments.size === 0 ? "There are no shipments yet." : "No shipment matches."}<//>`}
      ${rows.length > 0 &&
      html`<table class="table">
        <thead>
          <tr><th scope="col">Reference</th><th scope="col">Shipper</th><th scope="col">Carrier</th><th scope="col">From → to</th><th scope="col">Status</th><th scope="col">Last milestone</th><th scope="col">Due</th><th scope="col" class="end">Updated</th></tr>
        </thead>
        <tbody>${rows.slice(0, shown).map((shipment) => html`<${Row} key=${shipment.shipmentId} shipment=${shipment} />`)}</tbody>
      </table>`}
      ${(shown < rows.length || listed.next) && html`<div ref=${sentinel}><button type="button" class="link" onClick=${more}>Show more</button></div>`}
    <//>
  `;
};
