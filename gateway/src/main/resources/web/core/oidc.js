// Signing in at an OpenID provider: authorization code with PKCE, no secret, the tokens in memory.
import { Problem } from "./http.js";

const VERIFIER = "quayside.oidc";

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const refused = (detail) => new Problem({ title: "The identity provider did not sign you in", detail, code: "sign-in-failed" }, 0);

async function ask(url, options) {
  let answer;
  try {
    answer = await fetch(url, options);
  } catch {
    throw refused("It cannot be reached.");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw refused(body.error_description || body.error || `It answered with ${answer.status}.`);
  }
  return body;
}

const endpoints = (issuer) => ask(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);

/** What a token can be renewed with: `{config, token}`; the second may be absent. */
let renewable = null;

async function fetchToken(config, parameters) {
  const { token_endpoint: endpoint } = await endpoints(config.issuer);
  const answer = await ask(endpoint, { method: "POST", body: new URLSearchParams({ client_id: config.clientId, ...parameters }) });
  renewable = { config, token: answer.refresh_token || renewable?.token };
  return answer.access_token;
}

const redirectUri = () => `${location.origin}/`;

/** Leaves the page for the provider; the place is kept. */
export async function beginOidc({ issuer, clientId, scope }) {
  if (!crypto.subtle) {
    throw refused("Browsers let a page do this over HTTPS or on localhost alone.");
  }
  const { authorization_endpoint: endpoint } = await endpoints(issuer);
  const verifier = random();
  const state = random();
  sessionStorage.setItem(VERIFIER, JSON.stringify({ verifier, state, place: location.hash }));
  const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  location.assign(
    `${endpoint}?${new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri(),
      scope: scope || "openid",
      state,
      code_challenge: challenge,
      code_challenge_method: "S256",
    })}`,
  );
}

/** The token, if the provider has just sent the visitor back; else null. Throws a Problem if it was refused. */
export async function finishOidc(config) {
  const parameters = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem(VERIFIER) || "null");
  if (!config.oidc || !kept || parameters.get("state") !== kept.state) {
    return null;
  }
  sessionStorage.removeItem(VERIFIER);
  // The code must not stay in the address.
  history.replaceState(null, "", `/${kept.place}`);
  dispatchEvent(new Event("hashchange"));
  if (parameters.has("error")) {
    throw refused(parameters.get("error_description") || parameters.get("error"));
  }
  return fetchToken(config.oidc, { grant_type: "authorization_code", redirect_uri: redirectUri(), code: parameters.get("code"), code_verifier: kept.verifier });
}

/** A new token instead of one that runs out; null where the provider gives none without the visitor. */
export async function renewOidc() {
  if (!renewable?.token) {
    return null;
  }
  try {
    return await fetchToken(renewable.config, { grant_type: "refresh_token", refresh_token: renewable.token });
  } catch {
    return null;
  }
}

export const forgetOidc = () => {
  renewable = null;
};
