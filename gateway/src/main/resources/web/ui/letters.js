// What can be done with a dead letter.
import { html } from "../vendor/preact.js";
import { ActionButton } from "./command.js";

const NEVER_DISCARDED = ["decode", "projection", "saga"];

export const LetterActions = ({ letter, done }) => {
  if (letter.state !== "PARKED") {
    return null;
  }
  const path = `/v1/dead-letters/${letter.letterId}`;
  const what = letter.shipmentId ? `version ${letter.version} of shipment ${letter.shipmentId.slice(0, 8)}` : `letter ${letter.letterId.slice(0, 8)}`;
  return html`<span class="card-actions">
    <${ActionButton} action=${{ action: "redrive", title: "Redrive", sentence: `${letter.consumer || letter.source} gets ${what} once more, at once.`, method: "POST", path: `${path}/redrive`, keyless: true, done }} />
    ${!NEVER_DISCARDED.includes(letter.source) &&
    html`<${ActionButton} action=${{ action: "discard", title: "Discard", sentence: `${letter.consumer || letter.source} never gets ${what}; it goes on behind it.`, verb: "Discard for good", method: "POST", path: `${path}/discard`, keyless: true, fields: [{ name: "reason", label: "Reason", required: true, most: 200 }], done }} />`}
  </span>`;
};
