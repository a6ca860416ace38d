// Now and next: what the shipment waits for, who has to act, and until when.
import { html } from "../vendor/preact.js";
import { serverNow } from "../core/http.js";
import { carrierName } from "../core/places.js";
import { useClock } from "../core/signal.js";
import { isFinal } from "../core/status.js";
import { duration, words } from "../core/time.js";
import { Tag, Time } from "../ui/parts.js";

const WAITS = {
  BIDS: () => "Carriers bid",
  ANSWER: (wait) => `${carrierName(wait.carrier)} answers the offer`,
  AWARD: () => "The shipper makes an offer",
  CARRIER: () => "A carrier",
  DOCUMENT: (wait) => `${words(wait.type)} from ${{ SHIPPER: "the shipper", CARRIER: "the carrier", OPERATOR: "an operator" }[wait.party]}`,
  RELEASE: () => "The shipper releases it",
  PICK_UP: () => "The pick-up",
  DELIVERY: () => "The delivery",
};

/** Without a booking the status alone says what comes. */
const NEXT = {
  BOOKED: "A carrier is to be assigned",
  CARRIER_ASSIGNED: "The carrier picks it up, or the shipper releases it first",
  RELEASED: "The carrier picks it up",
  PICKED_UP: "It departs",
  IN_TRANSIT: "It arrives",
  AT_FACILITY: "It departs, or goes out for delivery",
  CUSTOMS_HOLD: "Customs release it",
  OUT_FOR_DELIVERY: "It is delivered",
  DELIVERY_ATTEMPTED: "Another attempt, or the receiver collects it",
  AVAILABLE_FOR_PICKUP: "The receiver collects it",
  EXCEPTION: "The exception is resolved",
  RETURNING: "It gets back to the shipper",
};

export const Until = ({ at }) => {
  useClock(1000);
  const left = Date.parse(at) - serverNow();
  return html`<span title=${at}>${left > 0 ? `${duration(left)} left` : `${duration(-left)} over`}</span>`;
};

export const NowNext = ({ shipment, saga }) => {
  const waits = saga?.waitingFor || [];
  return html`<div class="now-next">
    ${saga?.stuck && html`<p><${Tag} group="exception">Stuck<//> The step "${saga.stuck.rule}": ${saga.stuck.detail}</p>`}
    ${saga?.held?.map((held) => html`<p key=${held.cause}><${Tag} group="attention">${words(held.cause)}<//> <span class="quiet">since <${Time} at=${held.since} /></span></p>`)}
    ${saga?.paused && html`<p><${Tag} group="waiting">Paused<//> ${saga.paused.reason}</p>`}
    ${waits.length > 0
      ? html`<ul>
          ${waits.map((wait) => html`<li key=${`${wait.what}${wait.document || ""}`}>${(WAITS[wait.what] || (() => words(wait.what)))(wait)} ${wait.until && html`<span class="quiet">· <${Until} at=${wait.until} /></span>`}</li>`)}
        </ul>`
      : html`<p>${isFinal(shipment.status) ? "Nothing more is to come." : NEXT[shipment.status]}</p>`}
    ${saga?.next && html`<p class="quiet small">Next by itself: ${saga.next.rule}, <${Until} at=${saga.next.at} /></p>`}
    ${shipment.requestedDeliveryBy && !isFinal(shipment.status) && html`<p class="quiet small">Delivery wanted by <${Time} at=${shipment.requestedDeliveryBy} />, <${Until} at=${shipment.requestedDeliveryBy} /></p>`}
  </div>`;
};
