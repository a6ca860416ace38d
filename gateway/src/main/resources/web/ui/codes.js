// Suggestions for fields that take a UN/LOCODE.
import { html } from "../vendor/preact.js";
import { allPlaces } from "../core/places.js";

export const Codes = () => html`<datalist id="unlocodes">${allPlaces().map(([code, { name }]) => html`<option value=${code}>${name}</option>`)}</datalist>`;
