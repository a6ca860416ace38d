// What happened, for who cannot see it: one polite region.
import { html } from "../vendor/preact.js";
import { signal, useSignal } from "../core/signal.js";

const said = signal("");

export function announce(text) {
  said.set("");
  said.set(text);
}

export const Announcer = () => {
  const text = useSignal(said);
  return html`<div class="hidden" aria-live="polite" role="status">${text}</div>`;
};
