// The views: a new one is a folder or file here, and one more line of this list.
import { hasFeature, role } from "../core/session.js";
import { Documents } from "./documents.js";
import { Operations } from "./operations.js";
import { Overview } from "./overview.js";
import { Shipment } from "../shipment/shipment.js";
import { Shipments } from "./shipments.js";
import { Start } from "./start.js";
import { Tenders } from "./tenders.js";

const VIEWS = [
  { name: "overview", title: "Overview", View: Overview },
  { name: "shipments", title: "Shipments", View: Shipments },
  { name: "tenders", title: "Tenders", View: Tenders, feature: "tenders" },
  { name: "documents", title: "Documents", View: Documents, feature: "documents" },
  { name: "operations", title: "Operations", View: Operations, when: () => role() === "operator" },
  { name: "start", title: "Start", View: Start, minor: true },
];

const isOffered = ({ feature, when }) => (!feature || hasFeature(feature)) && (!when || when());

export const offered = () => VIEWS.filter(isOffered);

/** The view at a place; a place that is none, or not offered, is the overview. */
export function viewOf(view, rest) {
  if (view === "shipments" && rest[0]) {
    return { name: "shipment", View: Shipment, key: rest[0] };
  }
  const found = VIEWS.find((one) => one.name === view && isOffered(one)) || VIEWS[0];
  return { ...found, key: found.name };
}
