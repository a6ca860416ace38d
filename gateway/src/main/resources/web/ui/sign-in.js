// Signing in: a key or token is kept in memory, or in this tab if its owner says so.
import { html, useState } from "../vendor/preact.js";
import { beginOidc } from "../core/oidc.js";
import { session, signIn } from "../core/session.js";
import { useSignal } from "../core/signal.js";
import { ProblemBox } from "./parts.js";

export const SignIn = () => {
  const { config, reason } = useSignal(session);
  const [problem, setProblem] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    const { token, tenant, remember } = event.target.elements;
    try {
      setProblem(null);
      await signIn(token.value.trim(), tenant.value.trim() || null, remember.checked);
    } catch (refusal) {
      setProblem(refusal);
    }
  };
  return html`
    <main class="sign-in" data-view="sign-in" tabindex="-1">
      <h1>Sign in to Quayside</h1>
      <p><span class="pill" data-connection="signed-out"><span class="dot"></span>signed out</span></p>
      ${reason && html`<p class="quiet">${reason}</p>`}
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <form onSubmit=${submit}>
        <div class="field">
          <label for="token">API key or token</label>
          <input id="token" name="token" type="password" autocomplete="off" required />
        </div>
        <div class="field">
          <label for="tenant">Tenant <span class="quiet">only for operators of all tenants</span></label>
          <input id="tenant" name="tenant" autocomplete="off" pattern="[a-z0-9-]{1,32}" />
        </div>
        <div class="field field-check"><input id="remember" name="remember" type="checkbox" /><label for="remember">Remember in this tab</label></div>
        <button class="primary" data-action="sign-in">Sign in</button>
      </form>
      ${config.oidc && html`<p><button type="button" data-action="oidc" onClick=${() => beginOidc(config.oidc).catch(setProblem)}>Sign in with ${new URL(config.oidc.issuer).host}</button></p>`}
      <p class="quiet small">It is kept in memory, goes to this gateway alone, and is gone when the page is closed. <a href="/docs">The interface</a></p>
    </main>
  `;
};
