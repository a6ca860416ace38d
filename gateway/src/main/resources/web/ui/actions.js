// The actions on a shipment by role, as entries: a new one is one more entry.
import { carrierName } from "../core/places.js";
import { role } from "../core/session.js";
import { milestonesFrom, isFinal } from "../core/status.js";
import { words } from "../core/time.js";
import { localNow } from "./command.js";

const at = (shipment, rest) => `/v1/shipments/${shipment.shipmentId}${rest}`;
const isShipper = () => ["shipper", "operator"].includes(role());
const isCarrier = () => ["carrier", "operator"].includes(role());

const SCAC = { pattern: "[A-Z]{2,4}", most: 4, example: "MAEU" };
const EXCEPTIONS = ["DAMAGED", "DELAYED", "LOST_CONTACT", "REFUSED", "OTHER"];
const LOCODE = { pattern: "[A-Z]{2}[A-Z2-9]{3}", most: 5, example: "DEHAM", list: "unlocodes" };

export const bookShipment = (done) => ({
  action: "book",
  title: "Book a shipment",
  verb: "Book",
  method: "POST",
  path: "/v1/shipments",
  fields: [
    { name: "reference", label: "Your reference", required: true, most: 64, example: "PO-4711" },
    { name: "shipper", label: "Shipper", required: true, most: 64, example: "Hansa Tea" },
    { name: "mode", label: "Mode", type: "select", options: ["SEA", "ROAD", "RAIL", "AIR"], value: "SEA", required: true },
    { name: "origin", pointer: "origin.unLocode", label: "From (UN/LOCODE)", required: true, ...LOCODE, example: "CNSHA" },
    { name: "destination", pointer: "destination.unLocode", label: "To (UN/LOCODE)", required: true, ...LOCODE },
    { name: "description", pointer: "cargo.description", label: "Goods", required: true, most: 200, example: "Green tea" },
    { name: "packages", pointer: "cargo.packages", label: "Packages", type: "number", min: 1, max: 100000, required: true, value: "1" },
    { name: "grossWeightKg", pointer: "cargo.grossWeightKg", label: "Gross weight in kg", type: "number", min: 0.001, step: "any", required: true, value: "100" },
    { name: "containerNumber", pointer: "cargo.containerNumber", label: "Container", most: 11, example: "MSKU9070323" },
    { name: "requestedPickupAt", label: "Pick-up at", type: "datetime-local" },
    { name: "requestedDeliveryBy", label: "Delivery by", type: "datetime-local" },
  ],
  body: ({ origin, destination, description, packages, grossWeightKg, containerNumber, ...rest }) => ({
    ...rest,
    origin: { unLocode: origin },
    destination: { unLocode: destination },
    cargo: { description, packages, grossWeightKg, ...(containerNumber ? { containerNumber } : {}) },
  }),
  done,
});

const assign = (shipment) => ({
  action: "assign",
  title: shipment.carrier ? "Replace the carrier" : "Assign a carrier",
  verb: "Assign",
  method: "POST",
  path: at(shipment, "/carrier-assignment"),
  fields: [
    { name: "carrier", label: "Carrier (SCAC)", required: true, ...SCAC },
    { name: "vehicle", label: "Vehicle", most: 64, example: "MV Elbe" },
  ],
});

const release = (shipment) => ({
  action: "release",
  title: "Release",
  sentence: `${carrierName(shipment.carrier)} may pick up ${shipment.reference} from then on.`,
  method: "POST",
  path: at(shipment, "/release"),
});

const cancel = (shipment) => ({
  action: "cancel",
  title: "Cancel the shipment",
  sentence: `${shipment.reference} of ${shipment.shipper} will be cancelled for good.`,
  verb: `Cancel ${shipment.reference}`,
  method: "POST",
  path: at(shipment, "/cancellation"),
  fields: [{ name: "reason", label: "Reason", required: true, most: 200 }],
});

const FINAL = { DELIVERED: "delivered", RETURNED: "returned", LOST: "lost" };

const milestone = (shipment, code) => ({
  action: `milestone-${code.toLowerCase().replaceAll("_", "-")}`,
  title: words(code),
  sentence: FINAL[code] && code !== "DELIVERED" ? `${shipment.reference} will be ${FINAL[code]} for good.` : undefined,
  verb: "Record",
  method: "POST",
  path: at(shipment, "/milestones"),
  fields: [
    { name: "occurredAt", label: "When", type: "datetime-local", step: 1, required: true, value: localNow() },
    { name: "exceptionCode", label: "What is wrong", type: "select", options: EXCEPTIONS, value: "DAMAGED", required: true, when: () => code === "EXCEPTION_RAISED" },
    { name: "unLocode", pointer: "location.unLocode", label: "Where (UN/LOCODE)", ...LOCODE },
    { name: "note", label: "Note", most: 500 },
  ],
  body: ({ unLocode, exceptionCode, ...rest }) => ({
    code,
    ...rest,
    ...(code === "EXCEPTION_RAISED" ? { exceptionCode } : {}),
    ...(unLocode ? { location: { unLocode } } : {}),
  }),
});

export const openTender = (shipment) => ({
  action: "open-tender",
  title: "Open a tender",
  verb: "Open",
  method: "POST",
  path: at(shipment, "/tenders"),
  fields: [
    { name: "currency", label: "Currency", required: true, most: 3, pattern: "[A-Z]{3}", value: "EUR" },
    { name: "closesAt", label: "Bids until", type: "datetime-local", step: 1, required: true, value: localNow(3600000) },
    { name: "award", label: "Award", type: "select", options: [{ value: "MANUAL", label: "I choose" }, { value: "LOWEST", label: "Lowest bid first" }], value: "MANUAL", required: true },
    { name: "carriers", label: "Carriers (SCACs with commas; all if empty)", most: 400, example: "MAEU, HLCU" },
    { name: "ceiling", label: "At most", example: "1500.00" },
    { name: "note", label: "Note", most: 500 },
  ],
  body: ({ carriers, ...rest }) => ({
    kind: "SPOT",
    ...rest,
    ...(carriers ? { carriers: carriers.split(",").map((carrier) => ({ carrier: carrier.trim() })) } : {}),
  }),
});

export const startBooking = (shipment) => ({
  action: "start-booking",
  title: "Start the booking process",
  sentence: "It opens the tender, assigns who wins, asks for the papers and completes the booking when they are there.",
  verb: "Start",
  method: "POST",
  path: at(shipment, "/saga"),
  fields: [
    { name: "tender", label: "Tender to all carriers first", type: "checkbox", value: true },
    { name: "currency", label: "Currency", most: 3, pattern: "[A-Z]{3}", value: "EUR", when: (values) => values.tender },
    { name: "closesAfterSeconds", label: "Seconds until it closes", type: "number", min: 1, max: 2592000, value: "3600", when: (values) => values.tender },
    { name: "defaultDocuments", label: "Ask for the usual documents", type: "checkbox", value: true },
    { name: "autoRelease", label: "Release as soon as nothing is missing", type: "checkbox", value: true },
  ],
  body: ({ tender, currency, closesAfterSeconds, ...rest }) => ({
    ...rest,
    ...(tender ? { tenders: [{ kind: "SPOT", currency, closesAfterSeconds, award: "LOWEST" }] } : {}),
  }),
});

const BEFORE_PICK_UP = ["BOOKED", "CARRIER_ASSIGNED", "RELEASED"];

/** The actions that the status and the viewer's role allow; those that move it on come first. */
export function actionsOn(shipment) {
  const actions = [];
  const { status } = shipment;
  if (isShipper()) {
    if (status === "CARRIER_ASSIGNED") {
      actions.push(release(shipment));
    }
    if (["BOOKED", "CARRIER_ASSIGNED"].includes(status)) {
      actions.push(assign(shipment));
    }
  }
  if (isCarrier()) {
    actions.push(...milestonesFrom(status).map((code) => milestone(shipment, code)));
  }
  if (isShipper() && BEFORE_PICK_UP.includes(status)) {
    actions.push(cancel(shipment));
  }
  return isFinal(status) ? [] : actions;
}
