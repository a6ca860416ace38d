// The WebSocket: one for the page, resumed by cursors and versions so that no event is missed.
import { currentCredentials, serverNow } from "./http.js";
import { renew, signOut } from "./session.js";
import { signal } from "./signal.js";

const DELAYS = [500, 1000, 2000, 5000, 10000];
const PING_MILLIS = 10000;
const ANSWER_MILLIS = 6000;
const RENEWED_MILLIS_BEFORE = 10000;
/** What could not be followed yet is asked for again. */
const AGAIN_MILLIS = 1000;
/** Credentials ran out: fetch new ones and resume. */
const EXPIRED = 4009;
const UNAUTHORISED = 4501;

/** `{state: "connecting"|"live"|"catching-up"|"reconnecting"|"signed-out", behind, since, said}` */
export const connection = signal({ state: "connecting", behind: 0, since: Date.now(), said: "" });

const watches = new Map();
const subscriptions = new Map();
const frames = new Set();
let socket = null;
let wanted = false;
let attempt = 0;
let timer = 0;
let heartbeat = 0;
let nextId = 1;
let wasLost = false;
let resumedWhole = true;

function say(state, more = {}) {
  const now = connection.value;
  const since = state === now.state ? now.since : Date.now();
  connection.set({ behind: 0, said: "", ...more, state, since });
}

/** Every frame that comes, for the strip of the demo. Returns how to stop. */
export function onFrame(listener) {
  frames.add(listener);
  return () => frames.delete(listener);
}

export function connect() {
  wanted = true;
  open();
}

export function disconnect(state = "signed-out") {
  wanted = false;
  clearTimeout(timer);
  clearInterval(heartbeat);
  socket?.close();
  socket = null;
  say(state);
}

/**
 * Watches a set of shipments. `handler` has `event`, `left`, `position`, `cursor` and `lost`, which is
 * called when events may be missing, so that the set must be listed anew. Returns how to stop.
 */
export function watch({ filter, after, positions }, handler) {
  const id = `w${nextId++}`;
  watches.set(id, { filter, cursor: after, positions, handler, behind: 0 });
  sendWatch(id);
  return () => {
    watches.delete(id);
    send({ op: "unwatch", id });
  };
}

/** Subscribes to one shipment; `handler` has `event`, `position`, `snapshot` and `ended`. */
export function subscribe(shipmentId, after, handler) {
  const entry = subscriptions.get(shipmentId) || { version: after, handlers: new Set() };
  entry.handlers.add(handler);
  if (!subscriptions.has(shipmentId)) {
    subscriptions.set(shipmentId, entry);
    sendSubscribe(shipmentId);
  }
  return () => {
    entry.handlers.delete(handler);
    if (entry.handlers.size === 0) {
      subscriptions.delete(shipmentId);
      send({ op: "unsubscribe", shipmentId });
    }
  };
}

function send(frame) {
  if (socket?.ready) {
    socket.send(JSON.stringify(frame));
  }
}

function sendWatch(id) {
  const { filter, cursor, positions } = watches.get(id);
  send({
    op: "watch",
    id,
    ...(filter && Object.keys(filter).length > 0 ? { filter } : {}),
    ...(cursor ? { after: cursor } : {}),
    ...(positions ? { positions: true } : {}),
  });
}

function sendSubscribe(shipmentId) {
  const entry = subscriptions.get(shipmentId);
  entry.id = `s${nextId++}`;
  send({ op: "subscribe", id: entry.id, shipmentId, ...(entry.version ? { after: entry.version } : {}), positions: true });
}

function open() {
  clearTimeout(timer);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const opened = new WebSocket(`${scheme}://${location.host}/v1/ws`, ["quayside.v1"]);
  socket = opened;
  opened.onopen = () => {
    const { token, tenant } = currentCredentials();
    if (token) {
      opened.send(JSON.stringify({ op: "authenticate", id: "auth", token, ...(tenant ? { tenant } : {}) }));
    } else {
      ready(opened);
    }
  };
  opened.onmessage = (message) => {
    if (opened === socket) {
      received(JSON.parse(message.data));
    }
  };
  opened.onclose = (closed) => {
    if (opened === socket) {
      lost(closed.code);
    }
  };
}

function ready(opened) {
  opened.ready = true;
  attempt = 0;
  resumedWhole = true;
  watches.forEach((_, id) => sendWatch(id));
  subscriptions.forEach((_, shipmentId) => sendSubscribe(shipmentId));
  opened.heard = Date.now();
  clearInterval(heartbeat);
  heartbeat = setInterval(() => {
    // A proxy may keep a socket open whose other end has gone.
    if (Date.now() - opened.heard > PING_MILLIS + ANSWER_MILLIS) {
      opened.close();
      if (opened === socket) {
        lost(0);
      }
    } else {
      send({ op: "ping" });
    }
  }, PING_MILLIS);
  if (watches.size === 0) {
    settled();
  } else {
    say("catching-up");
  }
}

function lost(code) {
  clearInterval(heartbeat);
  socket = null;
  wasLost = true;
  if (code === UNAUTHORISED) {
    disconnect();
    signOut("The gateway does not take these credentials any more.");
    return;
  }
  if (code === EXPIRED) {
    say("reconnecting");
    renewed().then((done) => done || expired());
    return;
  }
  if (!wanted) {
    return;
  }
  say("reconnecting");
  const delay = DELAYS[Math.min(attempt++, DELAYS.length - 1)] * (0.8 + Math.random() * 0.4);
  timer = setTimeout(open, delay);
}

function expired() {
  disconnect();
  signOut("Your credentials have run out. Sign in again: the page goes on where it was.");
}

/** Goes on with new credentials on a new socket, if the identity provider gives some. */
async function renewed() {
  const done = await renew();
  if (done && wanted) {
    const former = socket;
    socket = null;
    former?.close();
    wasLost = true;
    open();
  }
  return done;
}

/** In time, but not at once: tokens that live for seconds only would be renewed without end. */
function renewBefore(until, of) {
  setTimeout(() => of === socket && renewed(), Math.max(1000, Date.parse(until) - serverNow() - RENEWED_MILLIS_BEFORE));
}

function settled() {
  if (connection.value.state !== "live") {
    say("live", { said: wasLost ? (resumedWhole ? "Back, nothing missed" : "Back, listed anew") : "" });
    wasLost = false;
  }
}

function received(frame) {
  socket.heard = Date.now();
  frames.forEach((listener) => listener(frame));
  const entry = watches.get(frame.watch ?? frame.id);
  switch (frame.op) {
    case "expiring":
      renewBefore(frame.until, socket);
      break;
    case "authenticated":
      ready(socket);
      break;
    case "watching":
      if (entry) {
        entry.cursor = frame.cursor;
        if (!frame.recovered) {
          resumedWhole = false;
          entry.handler.lost();
        }
      }
      // A cursor frame follows where there is something to catch up with; live ones may be quiet.
      settle(entry);
      break;
    case "cursor":
      if (entry) {
        entry.cursor = frame.cursor;
        entry.behind = frame.behind;
        entry.handler.cursor?.(frame);
        if (frame.behind > 0) {
          say("catching-up", { behind: frame.behind });
        } else {
          settled();
        }
      }
      break;
    case "event":
      if (frame.watch) {
        entry?.handler.event(frame.event, frame.shipmentId);
      } else {
        deliver(frame);
      }
      break;
    case "left":
      entry?.handler.left(frame.shipmentId, frame.version);
      break;
    case "position":
      if (frame.watch) {
        entry?.handler.position(frame.shipmentId, frame.position);
      } else {
        subscriptions.get(frame.shipmentId)?.handlers.forEach((handler) => handler.position?.(frame.position));
      }
      break;
    case "subscribed":
      subscribed(frame);
      break;
    case "unsubscribed":
      if (frame.reason) {
        subscriptions.get(frame.shipmentId)?.handlers.forEach((handler) => handler.ended?.(frame.reason));
      }
      break;
    case "error":
      failed(frame, entry);
      break;
    default:
  }
}

/** Live once the catching up has had its moment: where it lasts, cursors say how far it is. */
function settle(entry) {
  clearTimeout(entry?.settling);
  if (entry) {
    entry.settling = setTimeout(() => entry.behind === 0 && settled(), 250);
  }
}

const passes = ({ code }) => code === "temporarily-unavailable" || code === "overloaded";

function failed(frame, entry) {
  if (!entry) {
    subscriptions.forEach((subscription, shipmentId) => subscription.id === frame.id && notSubscribed(shipmentId, subscription, frame));
  } else if (frame.code === "validation-failed" && entry.cursor) {
    // The log is another one: begin anew.
    entry.cursor = undefined;
    resumedWhole = false;
    entry.handler.lost();
    if (watches.has(frame.id)) {
      sendWatch(frame.id);
    }
  } else if (frame.code === "temporarily-unavailable") {
    setTimeout(() => watches.get(frame.id) === entry && sendWatch(frame.id), AGAIN_MILLIS);
  } else {
    entry.handler.refused?.(frame);
    settled();
  }
}

/** While shards move, an owner is asked again; what may not be read has ended. */
function notSubscribed(shipmentId, subscription, frame) {
  if (passes(frame)) {
    setTimeout(() => subscriptions.get(shipmentId) === subscription && subscription.id === frame.id && sendSubscribe(shipmentId), AGAIN_MILLIS);
  } else {
    subscription.handlers.forEach((handler) => handler.ended?.(frame.code));
  }
}

function subscribed(frame) {
  const entry = subscriptions.get(frame.shipmentId);
  if (!entry) {
    return;
  }
  if (frame.shipment) {
    entry.version = frame.version;
    entry.handlers.forEach((handler) => handler.snapshot?.(frame.shipment));
  }
}

function deliver({ shipmentId, event }) {
  const entry = subscriptions.get(shipmentId);
  if (entry && (entry.version === undefined || event.shipmentversion > entry.version)) {
    entry.version = event.shipmentversion;
    entry.handlers.forEach((handler) => handler.event?.(event));
  }
}
