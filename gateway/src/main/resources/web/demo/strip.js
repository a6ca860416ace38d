import { html } from "../vendor/preact.js";
export const Strip = () => html``;
