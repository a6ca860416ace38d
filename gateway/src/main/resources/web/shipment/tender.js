// A tender: bids and offers for the shipper, bid and answer for a carrier, a countdown for both.
import { html } from "../vendor/preact.js";
import { carrierName } from "../core/places.js";
import { ownCarriers, role } from "../core/session.js";
import { words } from "../core/time.js";
import { ActionButton } from "../ui/command.js";
import { Empty, Facts, Tag, Time } from "../ui/parts.js";
import { Until } from "./now-next.js";

const GROUP = { COLLECTING: "moving", EVALUATING: "waiting", OFFERED: "attention", CONFIRMED: "done", FAILED: "exception", WITHDRAWN: "cancelled", REVOKED: "cancelled" };
const DECLINES = ["NO_CAPACITY", "EQUIPMENT", "RATE", "LEAD_TIME", "LANE", "CREDIT", "OTHER"];

export const TenderStatus = ({ tender }) => html`<${Tag} group=${GROUP[tender.tenderStatus] || "planned"}>${words(tender.tenderStatus)}<//>`;

/** Until when the tender waits for somebody. */
export const deadlineOf = (tender) =>
  ({
    COLLECTING: tender.closesAt,
    EVALUATING: tender.awardBy,
    OFFERED: tender.offers.find((offer) => offer.outcome === "OPEN")?.expiresAt,
  })[tender.tenderStatus];

const is = (...roles) => role() === "operator" || roles.includes(role());

/** The carriers that the viewer may bid for in this tender; undefined: any. */
const bidders = () => ownCarriers();

const carrierField = (value) => ({ name: "carrier", label: "Carrier (SCAC)", required: true, pattern: "[A-Z]{2,4}", most: 4, value: value || bidders()?.[0] || "", example: "MAEU" });

function shipperActions(tender, at, done) {
  const { tenderStatus: status } = tender;
  const actions = [];
  if (status === "COLLECTING") {
    actions.push({ action: "close-tender", title: "Close now", sentence: "No more bids are taken then.", method: "POST", path: at("/closing"), done });
  }
  if (status === "OFFERED") {
    const offer = tender.offers.find((one) => one.outcome === "OPEN");
    actions.push({ action: "revoke-offer", title: "Revoke the offer", sentence: `${carrierName(offer.carrier)} cannot accept it any more.`, method: "DELETE", path: at(`/offers/${offer.carrier}`), done });
  }
  if (status === "CONFIRMED") {
    actions.push({ action: "revoke-award", title: "Revoke the award", sentence: `${carrierName(tender.winner?.carrier)} loses the load.`, method: "POST", path: at("/revocation"), fields: [{ name: "reason", label: "Reason", required: true, most: 200 }], done });
  }
  if (["COLLECTING", "EVALUATING", "OFFERED"].includes(status)) {
    actions.push({ action: "withdraw-tender", title: "Withdraw the tender", sentence: `Tender ${tender.tender} ends without a carrier.`, method: "POST", path: at("/withdrawal"), fields: [{ name: "reason", label: "Reason", required: true, most: 200 }], done });
  }
  return actions;
}

function carrierActions(tender, at, done) {
  const { tenderStatus: status } = tender;
  const actions = [];
  const own = bidders();
  if (status === "COLLECTING") {
    actions.push({
      action: "bid",
      title: "Bid",
      method: "PUT",
      path: (values) => at(`/bids/${values.carrier || "CARRIER"}`),
      fields: [carrierField(), { name: "amount", label: `Amount in ${tender.currency}`, required: true, example: "980.00" }, { name: "transitHours", label: "Hours in transit", type: "number", min: 1, max: 8760 }, { name: "note", label: "Note", most: 500 }],
      body: ({ carrier, ...rest }) => rest,
      done,
    });
  }
  const offer = tender.offers.find((one) => one.outcome === "OPEN");
  if (status === "OFFERED" && offer && (!own || own.includes(offer.carrier))) {
    const path = at(`/offers/${offer.carrier}/response`);
    const sentence = `${carrierName(offer.carrier)} is offered the load at ${offer.amount} ${tender.currency}.`;
    actions.push(
      { action: "accept", title: "Accept", sentence, method: "POST", path, fields: [{ name: "vehicle", label: "Vehicle", most: 64 }, { name: "condition", label: "Condition", most: 500 }], body: (values) => ({ response: "ACCEPT", ...values }), done },
      { action: "decline", title: "Decline", sentence, method: "POST", path, fields: [{ name: "reasonCode", label: "Reason", type: "select", options: DECLINES, value: DECLINES[0] }, { name: "note", label: "Note", most: 500 }], body: (values) => ({ response: "DECLINE", ...values }), done },
      { action: "counter", title: "Ask for another price", sentence, method: "POST", path, fields: [{ name: "amount", label: `Amount in ${tender.currency}`, required: true }, { name: "note", label: "Note", most: 500 }], body: (values) => ({ response: "COUNTER", ...values }), done },
    );
  }
  if (status === "CONFIRMED" && tender.winner && (!own || own.includes(tender.winner.carrier))) {
    actions.push({ action: "give-back", title: "Give the load back", sentence: `${carrierName(tender.winner.carrier)} will not carry it.`, method: "POST", path: at(`/offers/${tender.winner.carrier}/give-back`), fields: [{ name: "reasonCode", label: "Reason", type: "select", options: DECLINES, value: DECLINES[0], required: true }, { name: "note", label: "Note", most: 500 }], done });
  }
  return actions;
}

const offerAction = (tender, at, bid, done) => ({
  action: "offer",
  title: "Offer the load",
  sentence: `${carrierName(bid.carrier)} is offered the load at ${bid.amount} ${tender.currency}.`,
  method: "POST",
  path: at("/offers"),
  body: () => ({ carrier: bid.carrier }),
  done,
});

export const Tender = ({ tender, past, done }) => {
  const at = (rest) => `/v1/shipments/${tender.shipmentId}/tenders/${tender.tender}${rest}`;
  const actions = past ? [] : [...(is("carrier") ? carrierActions(tender, at, done) : []), ...(is("shipper") ? shipperActions(tender, at, done) : [])];
  const deadline = deadlineOf(tender);
  const mayOffer = !past && is("shipper") && tender.tenderStatus === "EVALUATING";
  const asked = (carrier) => tender.offers.some((offer) => offer.carrier === carrier);
  const ceiling = tender.ceiling && `${tender.ceiling} ${tender.currency}`;
  return html`<div class="stack" data-tender=${tender.tender}>
    <div class="card-head">
      <h3>Tender ${tender.tender}</h3><${TenderStatus} tender=${tender} /> ${deadline && !past && html`<span class="quiet"><${Until} at=${deadline} /></span>`}
      <div class="card-actions">${actions.map((action, i) => html`<${ActionButton} key=${action.action} action=${action} primary=${i === 0} />`)}</div>
    </div>
    <${Facts} of=${[["Kind", words(tender.kind)], ["Closes", tender.closesAt && html`<${Time} at=${tender.closesAt} />`], ["At most", ceiling], ["Award", tender.award && words(tender.award)], ["Bids", tender.bidCount], ["Won by", tender.winner && `${carrierName(tender.winner.carrier)} at ${tender.winner.amount}`], ["Cause", tender.cause && words(tender.cause)], ["Reason", tender.reason], ["Note", tender.note]]} />
    ${tender.bids?.length > 0
      ? html`<table class="table">
          <thead><tr><th scope="col">Rank</th><th scope="col">Carrier</th><th scope="col">Amount</th><th scope="col">Transit</th><th scope="col">Placed</th><th scope="col" class="end"><span class="hidden">Offer</span></th></tr></thead>
          <tbody>
            ${tender.bids.map(
              (bid) => html`<tr key=${bid.bid} data-bid=${bid.bid}>
                <td class="number" data-label="Rank">${bid.rank ?? "–"}</td><td>${carrierName(bid.carrier)}</td><td class="number">${bid.amount} ${tender.currency}${bid.counter ? " (asked for)" : ""}</td><td>${bid.transitHours ? `${bid.transitHours} h` : ""}</td><td><${Time} at=${bid.placedAt} version=${bid.bid} /></td>
                <td class="end">${mayOffer && (bid.counter || !asked(bid.carrier)) && html`<${ActionButton} action=${offerAction(tender, at, bid, done)} />`}</td>
              </tr>`,
            )}
          </tbody>
        </table>`
      : tender.tenderStatus === "COLLECTING" && html`<p class="quiet">${role() === "carrier" ? "No bid of yours stands." : "Bids are sealed until the tender is closed."}</p>`}
    ${tender.offers.length > 0 &&
    html`<ul>
      ${tender.offers.map((offer) => html`<li key=${offer.offer}>Offer ${offer.offer} to ${carrierName(offer.carrier)} at ${offer.amount} ${tender.currency}: <strong>${words(offer.outcome)}</strong> <span class="quiet"><${Time} at=${offer.madeAt} /> ${offer.reasonCode ? words(offer.reasonCode).toLowerCase() : ""} ${offer.condition || ""} ${offer.note || ""}</span></li>`)}
    </ul>`}
  </div>`;
};

export const Tenders = ({ tenders, past, done, action }) =>
  tenders.length === 0
    ? html`<${Empty} action=${action}>There is no tender${past ? " until then" : ""}.<//>`
    : html`${action && html`<p>${action}</p>`} ${[...tenders].reverse().map((tender) => html`<${Tender} key=${tender.tender} tender=${tender} past=${past} done=${done} />`)}`;
