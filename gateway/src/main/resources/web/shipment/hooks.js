// What webhooks have got of this shipment, and what waits or was refused.
import { html } from "../vendor/preact.js";
import { get, withQuery } from "../core/http.js";
import { words } from "../core/time.js";
import { useLoad } from "../ui/load.js";
import { Card, Empty, Loaded, stateOf, Tag, Time } from "../ui/parts.js";
import { LetterActions } from "../ui/letters.js";

async function read(shipmentId) {
  const [webhooks, letters] = await Promise.all([get("/v1/webhooks?limit=50"), get(withQuery("/v1/dead-letters", { shipmentId, limit: 50 }))]);
  const lanes = await Promise.all(
    webhooks.items.map(async (webhook) => ({
      webhook,
      lanes: (await get(withQuery(`/v1/webhooks/${webhook.webhookId}/lanes`, { shipmentId, limit: 50 }))).items.filter((lane) => lane.shipmentId === shipmentId),
      deliveries: (await get(withQuery(`/v1/webhooks/${webhook.webhookId}/deliveries`, { shipmentId, limit: 20 }))).items,
    })),
  );
  return { lanes, letters: letters.items };
}

export const Hooks = ({ shipment }) => {
  const loaded = useLoad(() => read(shipment.shipmentId), [shipment.shipmentId, shipment.version], { every: 5000 });
  return html`<${Card} title="Webhooks" state=${stateOf(loaded, (data) => data.lanes.length === 0 && data.letters.length === 0)}>
    <${Loaded} of=${loaded}>
      ${({ lanes, letters }) => html`<div class="stack">
        ${lanes.length === 0 && html`<${Empty}>No webhook of yours exists. <code>POST /v1/webhooks</code> makes one.<//>`}
        ${lanes.map(
          ({ webhook, lanes: waiting, deliveries }) => html`<div key=${webhook.webhookId}>
            <h3>${webhook.name || webhook.url}</h3>
            ${waiting.map((lane) => html`<p key=${lane.nextVersion}><${Tag} group=${lane.state === "PARKED" ? "exception" : "attention"}>${words(lane.state)}<//> from version ${lane.nextVersion}, ${lane.attempts} attempts</p>`)}
            ${deliveries.length === 0 ? html`<p class="quiet">Nothing of this shipment was sent lately.</p>` : html`<ul>${deliveries.map((one) => html`<li key=${one.deliveryId || one.at}><${Time} at=${one.at} /> ${one.eventId || one.type} <strong>${one.status ?? words(one.outcome || "")}</strong></li>`)}</ul>`}
          </div>`,
        )}
        ${letters.map((letter) => html`<div key=${letter.letterId} class="problem"><p><strong>${letter.code}</strong> ${letter.detail}</p><${LetterActions} letter=${letter} done=${loaded.reload} /></div>`)}
      </div>`}
    <//>
  <//>`;
};
