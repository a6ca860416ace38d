// Who looks at the page, and what the gateway offers.
import { call, currentCredentials, get, useCredentials } from "./http.js";
import { finishOidc, forgetOidc, renewOidc } from "./oidc.js";
import { signal } from "./signal.js";

const TOKEN = "quayside.token";
const AS = "quayside.as";
const REFUSED = "The gateway does not take these credentials any more.";

/** `{config, me, signedIn, reason}`; `me` is the answer of /v1/me. */
export const session = signal({ config: null, me: null, signedIn: false, reason: "" });

/** In a gateway without credentials: whose eyes to look with. It filters, it is no right. */
export const viewAs = signal(JSON.parse(sessionStorage.getItem(AS) || "null") || { role: "operator", name: "" });

export function setViewAs(next) {
  sessionStorage.setItem(AS, JSON.stringify(next));
  viewAs.set(next);
}

export const hasFeature = (name) => session.value.config?.features.includes(name) ?? false;

/** The role that actions are offered for. */
export const role = () => (session.value.config?.auth === "none" ? viewAs.value.role : session.value.me?.role);

/** The filter that the view of a shipper or carrier adds to lists and watches. */
export function scope() {
  if (session.value.config?.auth !== "none" || !viewAs.value.name) {
    return {};
  }
  return { [viewAs.value.role === "carrier" ? "carrier" : "shipper"]: viewAs.value.name };
}

/** The carrier that bids and answers are made for, or undefined for an operator. */
export const ownCarriers = () =>
  session.value.config?.auth === "none"
    ? viewAs.value.role === "carrier" && viewAs.value.name
      ? [viewAs.value.name]
      : undefined
    : session.value.me?.carriers;

export const isOperatorOfAll = () => role() === "operator" && Boolean(session.value.me?.allTenants);

export async function start() {
  const config = await get("/web/config.json");
  session.set({ ...session.value, config });
  let issued = null;
  try {
    issued = await finishOidc(config);
  } catch (problem) {
    session.set({ ...session.value, reason: `${problem.title}: ${problem.detail}` });
  }
  const token = issued || sessionStorage.getItem(TOKEN);
  if (config.auth === "none" || token) {
    await signIn(token, null, Boolean(token && sessionStorage.getItem(TOKEN)));
  }
}

let renewing = null;

/** Whether the identity provider has given a new token; one attempt at a time. */
export function renew() {
  renewing ||= renewOidc()
    .then((token) => {
      if (token && session.value.signedIn) {
        const { tenant } = currentCredentials();
        useCredentials(token, tenant);
        return true;
      }
      return false;
    })
    .finally(() => {
      renewing = null;
    });
  return renewing;
}

/** Throws a Problem if the token is refused. */
export async function signIn(token, tenant, remember) {
  useCredentials(token, tenant, { renew, refused: () => signOut(REFUSED) });
  let me;
  try {
    me = (await call("GET", "/v1/me")).body;
  } catch (problem) {
    if (session.value.config?.auth === "none") {
      throw problem;
    }
    signOut(problem.status === 401 ? "" : problem.message);
    throw problem;
  }
  if (remember && token) {
    sessionStorage.setItem(TOKEN, token);
  }
  session.set({ ...session.value, me, signedIn: true, reason: "" });
}

export function signOut(reason = "") {
  sessionStorage.removeItem(TOKEN);
  forgetOidc();
  useCredentials(null, null);
  session.set({ ...session.value, me: null, signedIn: false, reason });
}
