// Events in a sentence: who did what, where.
import { carrierName, placeName } from "./places.js";
import { shortTime, words } from "./time.js";

const at = (data) => (data.location ? ` in ${placeName(data.location)}` : "");
const price = (data) => (data.amount ? ` at ${data.amount}` : "");
const document = (data) => (data.name || words(data.type)).toLowerCase();
const by = (data) => ({ SHIPPER: "The shipper", CARRIER: "The carrier", OPERATOR: "An operator", SAGA: "The booking process" })[data.by] || "Somebody";

const SENTENCES = {
  "shipment.booked": (d) => `${d.shipper} booked ${d.reference} from ${placeName(d.origin)} to ${placeName(d.destination)}`,
  "shipment.carrier-assigned": (d) => `${carrierName(d.carrier)} was assigned${d.vehicle ? `, ${d.vehicle}` : ""}`,
  "shipment.released": () => "Released to the carrier",
  "shipment.cancelled": (d) => `Cancelled: ${d.reason}`,
  "shipment.picked-up": (d, c) => `${c} picked it up${at(d)}`,
  "shipment.departed": (d) => `Departed${d.location ? ` from ${placeName(d.location)}` : ""}`,
  "shipment.arrived": (d) => `Arrived${at(d)}`,
  "shipment.customs-held": (d) => `Held by customs${at(d)}`,
  "shipment.customs-released": (d) => `Released by customs${at(d)}`,
  "shipment.out-for-delivery": (d) => `Out for delivery${at(d)}`,
  "shipment.delivery-attempted": (d) => `A delivery was attempted${at(d)}`,
  "shipment.available-for-pickup": (d) => `Ready to be collected${at(d)}`,
  "shipment.delivered": (d) => `Delivered${at(d)}`,
  "shipment.exception-raised": (d) => `Exception: ${words(d.exceptionCode).toLowerCase()}${at(d)}`,
  "shipment.exception-resolved": () => "The exception was resolved",
  "shipment.return-started": (d) => `On its way back${d.location ? ` from ${placeName(d.location)}` : ""}`,
  "shipment.returned": (d) => `Returned${at(d)}`,
  "shipment.lost": () => "Declared lost",
  "bidding.tender-opened": (d) => `Tender ${d.tender} was opened${d.closesAt ? `, open until ${shortTime(d.closesAt)}` : ""}`,
  "bidding.bid-placed": (d) => `${carrierName(d.carrier)} bid ${d.amount}`,
  "bidding.bid-withdrawn": (d) => `${carrierName(d.carrier)} withdrew its bid`,
  "bidding.tender-closed": (d) => `Tender ${d.tender} was closed${d.ranking ? ` with ${d.ranking.length} ${d.ranking.length === 1 ? "bid" : "bids"}` : ""}`,
  "bidding.offer-made": (d) => `The load was offered to ${carrierName(d.carrier)}${price(d)}`,
  "bidding.offer-accepted": (d) => `${carrierName(d.carrier)} accepted${price(d)}`,
  "bidding.offer-declined": (d) => `${carrierName(d.carrier)} declined${d.reasonCode ? `: ${words(d.reasonCode).toLowerCase()}` : ""}`,
  "bidding.offer-countered": (d) => `${carrierName(d.carrier)} asked for ${d.amount} instead`,
  "bidding.offer-expired": (d) => `${carrierName(d.carrier)} did not answer in time`,
  "bidding.offer-revoked": (d) => `The offer to ${carrierName(d.carrier)} was revoked`,
  "bidding.award-given-back": (d) => `${carrierName(d.carrier)} gave the load back`,
  "bidding.award-revoked": (d) => `The award to ${carrierName(d.carrier)} was revoked`,
  "bidding.tender-withdrawn": (d) => `Tender ${d.tender} was withdrawn`,
  "bidding.tender-failed": (d) => `Tender ${d.tender} failed: ${words(d.cause).toLowerCase()}`,
  "documentation.requested": (d) => `${by(d)} asked for the ${document(d)}`,
  "documentation.submitted": (d) => `${by(d)} submitted the ${document(d)}, revision ${d.revision}`,
  "documentation.verified": (d) => `${by(d)} verified the ${document(d)}`,
  "documentation.rejected": (d) => `${by(d)} rejected the ${document(d)}: ${words(d.reasonCode).toLowerCase()}`,
  "documentation.issued": (d) => `The ${document(d)} was issued as ${d.reference}`,
  "documentation.surrendered": (d) => `The ${document(d)} was surrendered for ${words(d.for).toLowerCase()}`,
  "documentation.waived": (d) => `The ${document(d)} was waived: ${d.reason}`,
  "documentation.voided": (d) => `The ${document(d)} was voided`,
  "booking.started": () => "The booking process was started",
  "booking.reminded": (d) => `Reminded of the ${document(d)}`,
  "booking.held": (d) => `Needs a person: ${words(d.cause).toLowerCase()}`,
  "booking.stuck": (d) => `The booking process is stuck at "${d.rule}"`,
  "booking.retried": () => "The booking process was told to try again",
  "booking.skipped": (d) => `The step "${d.rule}" was skipped`,
  "booking.paused": (d) => `The booking process was paused: ${d.reason}`,
  "booking.resumed": () => "The booking process was resumed",
  "booking.compensated": () => "What the booking had begun was undone",
  "booking.completed": (d) => `The booking is complete: ${words(d.outcome).toLowerCase()}`,
};

/** `carrier` is who had the shipment at that event, if known. */
export function sentence(event, carrier) {
  const name = event.type.replace(/\.v\d+$/, "");
  if (event.data.withheld) {
    return `${words(name.split(".")[1].replaceAll("-", "_"))} (not for your eyes)`;
  }
  const said = SENTENCES[name]?.(event.data, carrier ? carrierName(carrier) : "The carrier");
  return (said || words(name.replaceAll(/[.-]/g, "_"))) + (event.data.late ? " (reported late)" : "");
}

/** The context of an event: shipment, bidding, documentation, booking. */
export const contextOf = (event) => event.type.split(".")[0];

export const milestoneWord = (code) => words(code);
