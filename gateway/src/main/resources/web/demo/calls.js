// The demo's calls: public API alone, each with a key, and a log of what just happened.
import { call, newKey, Problem } from "../core/http.js";
import { signal } from "../core/signal.js";

const KEPT = 40;
/** A gateway that is away or busy is asked again for so long. */
const PATIENCE_MILLIS = 180000;
const LONGEST_WAIT_MILLIS = 5000;
/** Beside "no answer": what the same command with the same key may be sent again after. */
const PASSING = [429, 502, 503, 504];

/** Newest first: `{id, method, path, body, status, answer, event?, frame?, shipmentId?}`. */
export const log = signal([]);
let nextId = 1;

function note(entry) {
  log.set([{ id: nextId++, ...entry }, ...log.value].slice(0, KEPT));
}

/** The event's frame reaches the page a moment after the answer: it is put beside the call. */
export function seen(frame) {
  if (frame.op !== "event") {
    return;
  }
  const entry = log.value.find((one) => one.answer?.eventId === frame.event.id);
  if (entry && !entry.frame) {
    entry.frame = frame;
    log.touch();
  }
}

const mayPass = ({ status, code }) => status === 0 || PASSING.includes(status) || code === "command-in-flight";

/** Sends a command; without an answer it is sent again with its key, and counts once. */
export async function command(method, path, body, shipmentId) {
  const key = newKey();
  const until = performance.now() + PATIENCE_MILLIS;
  for (let wait = 400; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
    try {
      const { status, body: answer } = await call(method, path, { body, key });
      note({ method, path, body, status, answer, shipmentId: shipmentId || answer?.shipmentId });
      return answer;
    } catch (problem) {
      if (!(problem instanceof Problem && mayPass(problem)) || performance.now() > until) {
        note({ method, path, body, status: problem.status, answer: { code: problem.code, detail: problem.detail }, shipmentId });
        throw problem;
      }
      await new Promise((wake) => setTimeout(wake, wait));
    }
  }
}

/** One batch of positions; updates that get lost are replaced by the next second's. */
export async function report(updates) {
  const body = updates.map((update) => JSON.stringify(update)).join("\n");
  try {
    const { status, body: answer } = await call("POST", "/v1/positions", { body, raw: true, mediaType: "application/x-ndjson" });
    const former = log.value.find((one) => one.path === "/v1/positions");
    const entry = { method: "POST", path: "/v1/positions", lines: updates.length, body, status, answer };
    if (former) {
      Object.assign(former, entry);
      log.touch();
    } else {
      note(entry);
    }
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
  }
}

/** Stores a text under its hash, as documents need it. Where there is no secure context: null. */
export async function store(text) {
  if (!crypto.subtle) {
    return null;
  }
  const bytes = new TextEncoder().encode(text);
  const sha256 = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
  const { status, body: answer } = await call("PUT", `/v1/documents/${sha256}`, { body: text, raw: true, mediaType: "text/plain" });
  note({ method: "PUT", path: `/v1/documents/${sha256}`, body: text, status, answer });
  return sha256;
}

/** Whether the gateway has a path, by its published interface: asking for it could be refused. */
export async function hasPath(path) {
  const answer = await fetch("/openapi.yaml");
  return (await answer.text()).includes(`\n  ${path}:\n`);
}
