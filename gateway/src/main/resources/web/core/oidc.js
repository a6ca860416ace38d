// Signing in at an OpenID provider: authorization code with PKCE, no secret, the token in memory.

const VERIFIER = "quayside.oidc";

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const endpoints = async (issuer) =>
  (await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`)).json();

const redirectUri = () => `${location.origin}/`;

/** Leaves the page for the provider; the place is kept. */
export async function beginOidc({ issuer, clientId, scope }) {
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

/** The token, if the provider has just sent the visitor back; else null. */
export async function finishOidc(config) {
  const parameters = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem(VERIFIER) || "null");
  if (!config.oidc || !kept || parameters.get("state") !== kept.state) {
    return null;
  }
  sessionStorage.removeItem(VERIFIER);
  // The code must not stay in the address.
  history.replaceState(null, "", `/${kept.place}`);
  const { token_endpoint: endpoint } = await endpoints(config.oidc.issuer);
  const answer = await fetch(endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: config.oidc.clientId,
      redirect_uri: redirectUri(),
      code: parameters.get("code"),
      code_verifier: kept.verifier,
    }),
  });
  return answer.ok ? (await answer.json()).access_token : null;
}
