// Calls of the documented interface. The token lives here and in the socket's first frame, nowhere else.

/** A refusal: RFC 9457's members, and `code`. A call without an answer has the code `no-answer`. */
export class Problem extends Error {
  constructor(problem, status) {
    super(problem.detail || problem.title);
    this.title = problem.title;
    this.detail = problem.detail;
    this.code = problem.code;
    this.errors = problem.errors || [];
    this.documents = problem.documents;
    this.status = status;
  }
}

/** What stands where somebody has stopped waiting. */
export const CANCELLED = new Problem({ title: "Cancelled", detail: "You stopped waiting for it.", code: "cancelled" }, 0);

let credentials = { token: null, tenant: null };
let clockOffset = 0;
let owner = { renew: async () => false, refused: () => {} };

/** `handlers` are asked for new ones (`renew`), and told that there are none (`refused`). */
export function useCredentials(token, tenant, handlers) {
  credentials = { token, tenant };
  owner = handlers || owner;
}

export const currentCredentials = () => credentials;

/** Milliseconds of the server's clock, by the date of its last answer. */
export const serverNow = () => Date.now() + clockOffset;

export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

function headersOf({ body, key, ifMatch, mediaType }) {
  const headers = {};
  if (body !== undefined) {
    headers["Content-Type"] = mediaType || "application/json";
  }
  if (key) {
    headers["Idempotency-Key"] = key;
  }
  if (ifMatch) {
    headers["If-Match"] = `"${ifMatch}"`;
  }
  if (credentials.tenant) {
    headers["Quayside-Tenant"] = credentials.tenant;
  }
  return headers;
}

/**
 * Sends a call; answers `{status, headers, body}`. Throws a Problem for a refusal.
 * `raw` sends the body as it is, `as` is how the answer is read.
 */
export async function call(method, path, options = {}) {
  const headers = headersOf(options);
  if (credentials.token) {
    headers.Authorization = `Bearer ${credentials.token}`;
  }
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: options.body === undefined || options.raw ? options.body : JSON.stringify(options.body),
      signal: options.signal,
      cache: options.cache,
    });
  } catch (e) {
    if (e.name === "AbortError") {
      throw e;
    }
    throw new Problem({ title: "No answer", code: "no-answer", detail: "The gateway cannot be reached." }, 0);
  }
  const date = Date.parse(response.headers.get("Date"));
  // A state of the past may come out of the browser's cache, with an old date. Dates have whole seconds.
  if (date && Math.abs(date - Date.now() - clockOffset) > 1500 && !path.includes("at-version")) {
    clockOffset = date - Date.now();
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({ title: response.statusText, code: "unknown" }));
    if (response.status === 401) {
      if (!options.renewed && (await owner.renew())) {
        return call(method, path, { ...options, renewed: true });
      }
      owner.refused();
    }
    throw new Problem(problem, response.status);
  }
  const read = options.as === "blob" ? response.blob() : response.text();
  const body = await read;
  return {
    status: response.status,
    headers: response.headers,
    body: options.as === "blob" ? body : body === "" ? null : JSON.parse(body),
  };
}

export const get = async (path, options) => (await call("GET", path, options)).body;

/** The call as a line for a terminal; the token is a variable there. */
export function asCurl(method, path, options = {}) {
  const headers = headersOf(options);
  if (credentials.token) {
    headers.Authorization = "Bearer $QUAYSIDE_TOKEN";
  }
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [`curl -i -X ${method} ${quoted(location.origin + path)}`];
  for (const [name, value] of Object.entries(headers)) {
    // The variable must not stand in single quotes.
    parts.push(name === "Authorization" ? `-H "${name}: ${value}"` : `-H ${quoted(`${name}: ${value}`)}`);
  }
  if (options.body !== undefined && !options.raw) {
    parts.push(`-d ${quoted(JSON.stringify(options.body))}`);
  }
  return parts.join(" \\\n  ");
}

/** A path with query parameters; absent and empty ones are left out. */
export function withQuery(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
