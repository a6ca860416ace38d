// What happens to each of the 24 shipments, by seconds of the demo.
import { get, serverNow } from "../core/http.js";
import { hasFeature } from "../core/session.js";
import { command, hasPath, store } from "./calls.js";

const iso = (ahead = 0) => new Date(serverNow() + ahead).toISOString();

const milestone = (one, code, more = {}) => command("POST", `${one.path}/milestones`, { code, occurredAt: iso(), ...more }, one.id);
const at = (unLocode) => ({ location: { unLocode } });

/** From the booking to the road: the vehicle moves from then on. */
async function depart(one) {
  const { lane } = one;
  await command("POST", `${one.path}/carrier-assignment`, { carrier: lane.carrier, vehicle: lane.vehicle }, one.id);
  await milestone(one, "PICKED_UP", at(lane.origin));
  await milestone(one, "DEPARTED", at(lane.origin));
  one.moves = true;
}

const arrive = async (one) => {
  one.moves = false;
  await milestone(one, "ARRIVED", at(one.lane.destination));
};

/** Delivered without a hitch, once it is there. */
export const AT_THE_END = [
  [0, arrive],
  [3, (one) => milestone(one, "OUT_FOR_DELIVERY")],
  [7, (one) => milestone(one, "DELIVERED", at(one.lane.destination))],
];

const GOES = [[1, depart]];

const DAMAGED = [
  ...GOES,
  [14, (one) => milestone(one, "EXCEPTION_RAISED", { exceptionCode: "DAMAGED", note: "Two packages are wet" })],
  [58, (one) => milestone(one, "EXCEPTION_RESOLVED", { note: "Packed anew" })],
];

const CUSTOMS = [
  ...GOES,
  [16, arrive],
  [18, (one) => milestone(one, "CUSTOMS_HELD", { note: "Papers are checked" })],
  [80, (one) => milestone(one, "CUSTOMS_RELEASED")],
  [84, (one) => milestone(one, "OUT_FOR_DELIVERY")],
  [92, (one) => milestone(one, "DELIVERED", at(one.lane.destination))],
];

/** The departure from a stop is reported after the arrival at the next one. */
const LATE = [
  ...GOES,
  [20, arrive],
  [26, (one) => command("POST", `${one.path}/milestones`, { code: "DEPARTED", occurredAt: iso(-9000), note: "Reported late" }, one.id)],
];

const ATTEMPTED = [
  ...GOES,
  [12, arrive],
  [15, (one) => milestone(one, "OUT_FOR_DELIVERY")],
  [19, (one) => milestone(one, "DELIVERY_ATTEMPTED", { note: "Nobody was there" })],
  [70, (one) => milestone(one, "AVAILABLE_FOR_PICKUP")],
];

const RETURNS = [
  ...GOES,
  [22, async (one) => {
    one.back = true;
    await milestone(one, "RETURN_STARTED", { note: "The receiver refused it" });
  }],
  [110, async (one) => {
    one.moves = false;
    await milestone(one, "RETURNED", at(one.lane.origin));
  }],
];

const DELIVERED = [...GOES, [9, arrive], [12, (one) => milestone(one, "OUT_FOR_DELIVERY")], [17, (one) => milestone(one, "DELIVERED", at(one.lane.destination))]];

const WAITS = [...GOES, [11, arrive]];

const CANCELLED = [[13, (one) => command("POST", `${one.path}/cancellation`, { reason: "Order withdrawn" }, one.id)]];

const bid = (one, carrier, amount, transitHours) => command("PUT", `${one.path}/tenders/1/bids/${carrier}`, { amount, transitHours }, one.id);

/** A tender with three bids, the lowest of which is offered the load. */
const TENDERED = [
  [2, (one) => command("POST", `${one.path}/tenders`, { kind: "SPOT", currency: "EUR", closesAt: iso(24 * 3600000), award: "MANUAL", ceiling: "1500.00" }, one.id)],
  [5, (one) => bid(one, "MAEU", "1010.00", 40)],
  [8, (one) => bid(one, "HLCU", "980.00", 46)],
  [11, (one) => bid(one, "MSCU", "1045.50", 36)],
  [24, (one) => command("POST", `${one.path}/tenders/1/closing`, {}, one.id)],
  [30, (one) => command("POST", `${one.path}/tenders/1/offers`, { carrier: "HLCU" }, one.id)],
  [40, (one) => command("POST", `${one.path}/tenders/1/offers/HLCU/response`, { response: "ACCEPT", vehicle: "MV Alster" }, one.id)],
  [44, (one) => command("POST", `${one.path}/carrier-assignment`, { carrier: "HLCU", vehicle: "MV Alster" }, one.id)],
];

const submit = async (one, text) => {
  const sha256 = await store(text);
  if (sha256) {
    await command("POST", `${one.path}/documents/1/submissions`, { sha256, fileName: "invoice.txt" }, one.id);
  }
};

/** An invoice that is rejected, submitted anew and verified; the release waits for it. */
const PAPERS = [
  [3, (one) => command("POST", `${one.path}/carrier-assignment`, { carrier: one.lane.carrier, vehicle: one.lane.vehicle }, one.id)],
  [6, (one) => command("POST", `${one.path}/documents`, { type: "COMMERCIAL_INVOICE", shared: true, dueAt: iso(2 * 24 * 3600000) }, one.id)],
  [12, (one) => submit(one, `Invoice of ${one.reference}, page 1 of 2\n`)],
  [20, (one) => crypto.subtle && command("POST", `${one.path}/documents/1/rejection`, { revision: 1, reasonCode: "INCOMPLETE", note: "Page 2 is missing" }, one.id)],
  [32, (one) => submit(one, `Invoice of ${one.reference}, pages 1 and 2\n`)],
  [38, (one) => crypto.subtle && command("POST", `${one.path}/documents/1/verification`, { revision: 2 }, one.id)],
  [42, (one) => crypto.subtle && command("POST", `${one.path}/release`, {}, one.id)],
];

/** The booking process tenders, offers and assigns by itself; the carrier accepts. */
const BOOKED = [
  [4, (one) => command("POST", `${one.path}/saga`, { autoRelease: true, tenders: [{ kind: "SPOT", currency: "EUR", closesAfterSeconds: 20, award: "LOWEST" }] }, one.id)],
  [9, (one) => bid(one, "COSU", "2210.00", 300)],
  [13, (one) => bid(one, "ONEY", "2180.00", 310)],
  [34, (one) => acceptOffer(one, 10)],
];

/** Whoever is offered the load accepts it, once the process has made the offer. */
async function acceptOffer(one, tries) {
  const { items } = await get(`${one.path}/tenders`);
  const offer = items[0]?.offers.find((candidate) => candidate.outcome === "OPEN");
  if (offer) {
    await command("POST", `${one.path}/tenders/1/offers/${offer.carrier}/response`, { response: "ACCEPT", vehicle: "ONE Harmony" }, one.id);
  } else if (tries > 0) {
    await new Promise((wake) => setTimeout(wake, 1000));
    await acceptOffer(one, tries - 1);
  }
}

/** By number: which lane of twelve, and what happens there. The second on a lane starts further on. */
export const SHIPMENTS = [
  { lane: 0, steps: GOES }, { lane: 1, steps: GOES }, { lane: 2, steps: DAMAGED }, { lane: 3, steps: GOES }, { lane: 4, steps: GOES }, { lane: 5, steps: GOES },
  { lane: 6, steps: GOES }, { lane: 7, steps: LATE }, { lane: 8, steps: GOES }, { lane: 9, steps: GOES }, { lane: 10, steps: GOES }, { lane: 11, steps: CUSTOMS },
  { lane: 0, steps: GOES }, { lane: 1, steps: GOES }, { lane: 2, steps: GOES }, { lane: 3, steps: RETURNS }, { lane: 4, steps: CANCELLED }, { lane: 5, steps: ATTEMPTED },
  { lane: 6, steps: DELIVERED }, { lane: 7, steps: PAPERS, needs: "documents" }, { lane: 8, steps: GOES }, { lane: 9, steps: WAITS }, { lane: 0, steps: TENDERED, needs: "tenders" }, { lane: 3, steps: BOOKED, needs: "saga" },
];

export const stepsOf = ({ steps, needs }) => (!needs || hasFeature(needs) ? steps : []);

/** An event of a shipment that nobody knows becomes a dead letter, where EPCIS is taken. */
export const ONCE = [
  [28, async () => {
    if (hasFeature("dead-letters") && (await hasPath("/v1/epcis/capture"))) {
      await command("POST", "/v1/epcis/capture", {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        type: "EPCISDocument",
        schemaVersion: "2.0",
        creationDate: iso(),
        epcisBody: {
          eventList: [{ type: "ObjectEvent", action: "OBSERVE", bizStep: "departing", disposition: "in_transit", epcList: ["urn:epc:id:sscc:4012345.0000000001"], eventTime: iso(), eventTimeZoneOffset: "+00:00", readPoint: { id: "urn:epc:id:sgln:4012345.00001.0" } }],
        },
      });
    }
  }],
];
