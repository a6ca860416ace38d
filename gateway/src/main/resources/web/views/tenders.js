// Tenders across shipments: the shipper's and the carrier's desk, read every few seconds.
import { html, useEffect } from "../vendor/preact.js";
import { get, withQuery } from "../core/http.js";
import { subscribe } from "../core/live.js";
import { placeName } from "../core/places.js";
import { go, link, shipmentLink } from "../core/router.js";
import { role, scope, viewAs } from "../core/session.js";
import { useSignal } from "../core/signal.js";
import { words } from "../core/time.js";
import { deadlineOf, Tender, TenderStatus } from "../shipment/tender.js";
import { Until } from "../shipment/now-next.js";
import { useLoad } from "../ui/load.js";
import { Card, Empty, Loaded, Poll, stateOf } from "../ui/parts.js";

const EVERY = 5000;
const OPEN = ["COLLECTING", "EVALUATING", "OFFERED"];
const FOLLOWED = 100;

const keyOf = (tender) => `${tender.shipmentId}/${tender.tender}`;

/** What is open is followed, so that a bid or an answer shows at once. */
function useFollowed(items, reload) {
  const key = items.filter((tender) => OPEN.includes(tender.tenderStatus)).map((tender) => tender.shipmentId).slice(0, FOLLOWED).join();
  useEffect(() => {
    const stops = (key ? [...new Set(key.split(","))] : []).map((id) =>
      subscribe(id, items.find((tender) => tender.shipmentId === id).version, { event: reload }),
    );
    return () => stops.forEach((stop) => stop());
  }, [key]);
}

const Rows = ({ items, chosen }) => html`<ul class="list">
  ${items.map((tender) => {
    const key = keyOf(tender);
    const deadline = deadlineOf(tender);
    return html`<li key=${key}>
      <a class="row" data-row href=${link("tenders", [], { open: key })} aria-current=${chosen === key ? "true" : undefined} data-tender-key=${key} data-shipment-id=${tender.shipmentId} data-version=${tender.version}>
        <strong>${placeName(tender.load?.origin)} → ${placeName(tender.load?.destination)}</strong><${TenderStatus} tender=${tender} />
        <span class="why">${words(tender.load?.mode || "")}, ${tender.load?.cargo.packages} packages, ${tender.load?.cargo.grossWeightKg} kg ${tender.winner ? `· ${tender.winner.carrier} at ${tender.winner.amount} ${tender.currency}` : ""}</span>
        <span class="why">${deadline && html`<${Until} at=${deadline} />`}</span>
      </a>
    </li>`;
  })}
</ul>`;

export const Tenders = ({ query }) => {
  const as = useSignal(viewAs);
  const status = query.status || "";
  const loaded = useLoad(() => get(withQuery("/v1/tenders", { tenderStatus: status, carrier: scope().carrier, limit: 200 })).then((page) => page.items), [as, status], { every: EVERY });
  useFollowed(loaded.data || [], loaded.reload);
  const chosen = loaded.data?.find((tender) => keyOf(tender) === query.open) || loaded.data?.[0];
  return html`
    <div class="page-head">
      <h1>Tenders</h1>
      <${Poll} of=${loaded} />
      <div class="head-actions">
        <label class="hidden" for="tender-status">Status</label>
        <select id="tender-status" value=${status} onChange=${(e) => go(link("tenders", [], { status: e.target.value }), true)}>
          <option value="">All</option>
          ${[...OPEN, "CONFIRMED", "FAILED", "WITHDRAWN", "REVOKED"].map((one) => html`<option value=${one} selected=${one === status}>${words(one)}</option>`)}
        </select>
      </div>
    </div>
    <div class="desk">
      <${Card} label="Tenders" state=${stateOf(loaded, (items) => items.length === 0)}>
        <${Loaded} of=${loaded} rows=${6}>
          ${(items) =>
            items.length === 0
              ? html`<${Empty} action=${html`<a href=${link("shipments", [], { group: "planned" })}>Shipments that are planned</a>`}>${role() === "carrier" ? "No tender invites you now." : "No tender. A shipment without a carrier can be tendered from its page."}<//>`
              : html`<${Rows} items=${items} chosen=${chosen && keyOf(chosen)} />`}
        <//>
      <//>
      ${chosen &&
      html`<${Card} label="Chosen tender" actions=${html`<a href=${shipmentLink(chosen.shipmentId, "tender")}>The shipment</a>`} title=${`${placeName(chosen.load?.origin)} → ${placeName(chosen.load?.destination)}`}>
        <${Tender} key=${keyOf(chosen)} tender=${chosen} done=${loaded.reload} />
      <//>`}
    </div>
  `;
};
