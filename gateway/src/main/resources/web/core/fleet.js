// All shipments that the page knows: listed once, then followed by one watch. Rows are changed in place.
import { call, CANCELLED, get, serverNow, withQuery } from "./http.js";
import { watch } from "./live.js";
import { scope } from "./session.js";
import { signal } from "./signal.js";

const PAGE = 200;
const MOST = 10000;
const LOOK_UPS = 4;
const TRAIL = 50;
const POLL_MILLIS = 5000;
const STALE_MILLIS = 30 * 60 * 1000;

/** By id; each has `changedAt` (of this page's clock) and `trail`, its last positions. */
export const shipments = new Map();

/** `{state: "loading"|"ready"|"error", problem, complete, at}`; touched by every change of a row. */
export const fleet = signal({ state: "loading", problem: null, complete: false });
/** Touched by positions, which come more often. */
export const positions = signal(0);

let stopWatching = () => {};
let poll = 0;
let generation = 0;
const asked = new Set();
const waiting = [];

export const isStale = (shipment) =>
  Boolean(shipment.lastPosition) && serverNow() - Date.parse(shipment.lastPosition.recordedAt) > STALE_MILLIS;

export function stop() {
  generation++;
  clearTimeout(poll);
  stopWatching();
  stopWatching = () => {};
}

/** Lists and watches from the beginning; what is known stays until it is replaced. */
export async function start() {
  stop();
  const mine = generation;
  const listed = new Set();
  let after;
  try {
    do {
      const { body, headers } = await call("GET", withQuery("/v1/shipments", { ...scope(), limit: PAGE, after }));
      if (mine !== generation) {
        return;
      }
      body.items.forEach((item) => {
        listed.add(item.shipmentId);
        put(item);
      });
      if (after === undefined) {
        follow(headers.get("Quayside-Cursor"));
      }
      after = body.next;
      fleet.set({ state: "ready", problem: null, complete: !after });
    } while (after && listed.size < MOST);
    for (const [id, shipment] of shipments) {
      if (!listed.has(id) && !shipment.entered) {
        shipments.delete(id);
      }
    }
    fleet.touch();
  } catch (problem) {
    if (mine === generation) {
      fleet.set({ state: "error", problem, complete: false });
      // Without a list there is no cursor to watch from: the page comes back by itself.
      poll = setTimeout(start, POLL_MILLIS);
    }
  }
}

/** Stops waiting for the list; `start` asks again. */
export function cancel() {
  stop();
  fleet.set({ state: "error", problem: CANCELLED, complete: false });
}

export function clear() {
  stop();
  shipments.clear();
  fleet.set({ state: "loading", problem: null, complete: false });
}

function follow(cursor) {
  stopWatching = watch(
    { filter: scope(), after: cursor || undefined, positions: true },
    {
      event: applyEvent,
      left: (id) => {
        shipments.delete(id);
        fleet.touch();
      },
      position: applyPosition,
      lost: start,
      // The node has no room for one more watch: the list is read again and again instead.
      refused: () => {
        poll = setTimeout(start, POLL_MILLIS);
      },
    },
  );
}

/** Adds or replaces a row by one that was read, unless the known one is newer. */
export function put(item) {
  const known = shipments.get(item.shipmentId);
  if (known && known.version > item.version) {
    return known;
  }
  const row = known || { trail: [] };
  for (const name of Object.keys(row)) {
    if (!(name in item) && !["trail", "changedAt", "entered", "lastPosition"].includes(name)) {
      delete row[name];
    }
  }
  const position = row.lastPosition;
  Object.assign(row, item);
  if (position && (!item.lastPosition || item.lastPosition.observedAt < position.observedAt)) {
    row.lastPosition = position;
  }
  shipments.set(item.shipmentId, row);
  return row;
}

/** A row as the event leaves it; events of unknown shipments make the page read them. */
export function applyEvent(event) {
  const id = event.subject;
  const row = shipments.get(id);
  const { data } = event;
  if (row && row.version >= event.shipmentversion) {
    return;
  }
  if (!row && !event.type.startsWith("shipment.booked.")) {
    lookUp(id, event.shipmentversion);
    return;
  }
  const next = row || { shipmentId: id, trail: [], bookedAt: event.time, entered: true };
  if (!row) {
    Object.assign(next, data);
    shipments.set(id, next);
  }
  next.version = event.shipmentversion;
  next.updatedAt = event.time;
  next.changedAt = performance.now();
  if (data.status) {
    next.status = data.status;
  }
  if (event.type.startsWith("shipment.carrier-assigned.")) {
    next.carrier = data.carrier;
    next.vehicle = data.vehicle;
  }
  if (data.code && event.type.startsWith("shipment.") && !(data.late && !isTerminal(data.code))) {
    next.lastMilestone = {
      code: data.code,
      occurredAt: data.occurredAt,
      recordedAt: event.time,
      location: data.location,
      note: data.note,
      exceptionCode: data.exceptionCode,
    };
  }
  if (data.late) {
    next.lateMilestone = event.time;
  }
  fleet.touch();
}

const isTerminal = (code) => ["DELIVERED", "RETURNED", "LOST"].includes(code);

function applyPosition(id, position) {
  const row = shipments.get(id);
  if (!row) {
    lookUp(id);
    return;
  }
  if (row.lastPosition && row.lastPosition.observedAt > position.observedAt) {
    return;
  }
  if (row.lastPosition) {
    row.from = { ...row.lastPosition.position, at: performance.now() };
    if (row.trail.length === 0) {
      row.trail.push(row.lastPosition.position);
    }
  }
  const first = !row.lastPosition;
  row.lastPosition = position;
  row.trail.push(position.position);
  if (row.trail.length > TRAIL) {
    row.trail.shift();
  }
  if (first) {
    fleet.touch();
  }
  positions.touch();
}

function lookUp(id, version) {
  if (asked.has(id)) {
    return;
  }
  asked.add(id);
  waiting.push({ id, version });
  if (asked.size - waiting.length < LOOK_UPS) {
    nextLookUp();
  }
}

async function nextLookUp() {
  const wanted = waiting.shift();
  if (!wanted) {
    return;
  }
  try {
    const row = put(await get(withQuery(`/v1/shipments/${wanted.id}`, { "min-version": wanted.version })));
    row.entered = true;
    row.changedAt = performance.now();
    fleet.touch();
  } catch {
    // Its events come again when it enters again; another's shipment stays unknown.
  } finally {
    asked.delete(wanted.id);
    nextLookUp();
  }
}
