// What needs a person: exceptions, customs, late ones, stuck bookings, documents due.
import { serverNow } from "./http.js";
import { groupOf, isFinal } from "./status.js";
import { duration, words } from "./time.js";

const WEEK = 7 * 24 * 3600000;

/** Why a shipment needs attention: `{rank, since, why}`, or null. Lower ranks come first. */
export function attentionOf(shipment, sagas, documents) {
  const { status, lastMilestone } = shipment;
  const since = lastMilestone?.recordedAt || shipment.updatedAt;
  const group = groupOf(status);
  if (group === "exception" && status !== "LOST") {
    return { rank: 0, since, why: lastMilestone?.exceptionCode ? words(lastMilestone.exceptionCode) : "Exception" };
  }
  if (status === "CUSTOMS_HOLD") {
    return { rank: 1, since, why: "Held by customs" };
  }
  if (status === "DELIVERY_ATTEMPTED") {
    return { rank: 1, since, why: "Delivery was attempted" };
  }
  if (!isFinal(status) && shipment.requestedDeliveryBy && Date.parse(shipment.requestedDeliveryBy) < serverNow()) {
    const late = serverNow() - Date.parse(shipment.requestedDeliveryBy);
    return { rank: 2, since: shipment.requestedDeliveryBy, why: `Late by ${duration(late)}` };
  }
  const saga = sagas?.get(shipment.shipmentId);
  if (saga?.stuck) {
    return { rank: 3, since: saga.updatedAt, why: `Booking is stuck at "${saga.stuck.rule}"` };
  }
  if (saga?.held?.length > 0) {
    return { rank: 3, since: saga.held[0].since, why: words(saga.held[0].cause) };
  }
  const document = documents?.get(shipment.shipmentId);
  if (document && !isFinal(status)) {
    const ahead = Date.parse(document.dueAt) - serverNow();
    if (ahead < WEEK) {
      const name = document.name || words(document.type);
      return { rank: 4, since: document.dueAt, why: ahead < 0 ? `${name} was due ${duration(-ahead)} ago` : `${name} is due in ${duration(ahead)}` };
    }
  }
  return null;
}
