// The journey as one line: planned stops above it, recorded milestones beneath, the present as a bar.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { serverNow } from "../core/http.js";
import { placeName } from "../core/places.js";
import { groupOf, isFinal } from "../core/status.js";
import { relative, shortTime, words } from "../core/time.js";
import { Glyph, Time } from "../ui/parts.js";

const HEIGHT = 148;
const LINE = 64;
const LEAST_GAP = 84;
/** Half of the longest words stand outside of the first and last stop. */
const EDGE = 56;

const GROUP_OF_CODE = {
  PICKED_UP: "moving", DEPARTED: "moving", OUT_FOR_DELIVERY: "moving", ARRIVED: "waiting", CUSTOMS_RELEASED: "waiting", AVAILABLE_FOR_PICKUP: "waiting",
  CUSTOMS_HELD: "attention", DELIVERY_ATTEMPTED: "attention", EXCEPTION_RAISED: "exception", LOST: "exception", EXCEPTION_RESOLVED: "waiting",
  RETURN_STARTED: "returning", RETURNED: "returning", DELIVERED: "done",
};

/** Milestones out of the events: by when they happened, then by version. */
export function milestonesOf(events) {
  return events
    .filter((event) => event.type.startsWith("shipment.") && event.data.code)
    .map((event) => ({ version: event.shipmentversion, recordedAt: event.time, ...event.data }))
    .sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : a.version - b.version));
}

/** Places along the line: in time, but never nearer than their words are long. */
function spread(stops, width) {
  const from = stops[0].time;
  const span = Math.max(stops.at(-1).time - from, 1);
  const wide = Math.max(width, stops.length * LEAST_GAP);
  const room = wide - 2 * EDGE - (stops.length - 1) * LEAST_GAP;
  let x = EDGE;
  stops.forEach((stop, i) => {
    if (i > 0) {
      x += LEAST_GAP + (Math.max(room, 0) * (stop.time - stops[i - 1].time)) / span;
    }
    stop.x = x;
  });
  return Math.max(wide, x + EDGE);
}

export const Journey = ({ shipment, milestones }) => {
  const element = useRef(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const sizes = new ResizeObserver(() => setWidth(element.current.clientWidth));
    sizes.observe(element.current);
    return () => sizes.disconnect();
  }, []);
  const stops = [{ kind: "booked", time: Date.parse(shipment.bookedAt), at: shipment.bookedAt, word: "Booked", place: placeName(shipment.origin) }];
  milestones.forEach((one) => stops.push({ kind: "milestone", time: Date.parse(one.occurredAt), at: one.occurredAt, word: words(one.code), place: placeName(one.location), ...one }));
  if (shipment.requestedPickupAt) {
    stops.push({ kind: "planned", time: Date.parse(shipment.requestedPickupAt), at: shipment.requestedPickupAt, word: "Pick-up wanted", place: placeName(shipment.origin) });
  }
  if (shipment.requestedDeliveryBy) {
    stops.push({ kind: "planned", time: Date.parse(shipment.requestedDeliveryBy), at: shipment.requestedDeliveryBy, word: "Delivery wanted", place: placeName(shipment.destination) });
  }
  if (!isFinal(shipment.status)) {
    stops.push({ kind: "now", time: serverNow(), word: "Now", place: "" });
  }
  stops.sort((a, b) => a.time - b.time);
  const wide = spread(stops, width);
  // Where a late report was recorded: between its neighbours in time.
  const recordedX = (iso) => {
    const time = Date.parse(iso);
    const after = stops.findIndex((stop) => stop.time > time);
    if (after <= 0) {
      return after === 0 ? stops[0].x : stops.at(-1).x;
    }
    const [a, b] = [stops[after - 1], stops[after]];
    return a.x + ((b.x - a.x) * (time - a.time)) / Math.max(b.time - a.time, 1);
  };
  return html`<div class="journey" ref=${element}>
    <svg width=${wide} height=${HEIGHT} role="img" aria-label=${`Journey with ${milestones.length} milestones`} tabindex="0">
      <line class="line" x1="16" x2=${wide - 16} y1=${LINE} y2=${LINE} />
      ${stops.map((stop) =>
        stop.kind === "now"
          ? html`<g key="now"><line class="present" x1=${stop.x} x2=${stop.x} y1=${LINE - 26} y2=${LINE + 26} /><text class="soft" x=${stop.x} y=${LINE - 32} text-anchor="middle">now</text></g>`
          : stop.kind === "planned"
            ? html`<g key=${stop.word}><title>${`${stop.word}: ${stop.at}`}</title><circle class="planned" cx=${stop.x} cy=${LINE} r="6" /><text x=${stop.x} y=${LINE - 32} text-anchor="middle">${stop.word}</text><text class="soft" x=${stop.x} y=${LINE - 16} text-anchor="middle">${shortTime(stop.at)}</text></g>`
            : html`<g key=${stop.version || "booked"}><title>${`${stop.word}, ${relative(stop.at)}${stop.note ? `: ${stop.note}` : ""}`}</title>
                ${stop.late && html`<path class="late-link" d=${`M${stop.x} ${LINE + 8}C${stop.x} ${LINE + 30} ${recordedX(stop.recordedAt)} ${LINE + 30} ${recordedX(stop.recordedAt)} ${LINE}`} />`}
                ${stop.kind === "booked"
                  ? html`<circle class="planned" cx=${stop.x} cy=${LINE} r="6" />`
                  : html`<g transform=${`translate(${stop.x - 9} ${LINE - 9})`}><circle cx="9" cy="9" r="10" fill="var(--ground)" /><g transform="translate(1 1)"><${Glyph} group=${GROUP_OF_CODE[stop.code] || "planned"} /></g></g>`}
                <text x=${stop.x} y=${LINE + 30} text-anchor="middle">${stop.word}</text><text class="soft" x=${stop.x} y=${LINE + 46} text-anchor="middle">${stop.place}</text><text class="soft" x=${stop.x} y=${LINE + 62} text-anchor="middle">${shortTime(stop.at)}${stop.late ? ", late" : ""}</text>
              </g>`,
      )}
    </svg>
    <ol class="hidden">
      ${milestones.map((one) => html`<li key=${one.version}>${words(one.code)} ${placeName(one.location)} <${Time} at=${one.occurredAt} version=${one.version} /> ${one.late ? "reported late" : ""}</li>`)}
    </ol>
  </div>`;
};

export const groupOfCode = (code) => GROUP_OF_CODE[code] || groupOf(code);
