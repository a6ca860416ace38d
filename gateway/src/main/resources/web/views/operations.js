// The operations board: nodes and shards, lag, dead letters, bookings, webhooks, relays; remedies beside the faults.
import { html, useState } from "../vendor/preact.js";
import { get, withQuery } from "../core/http.js";
import { shipmentLink } from "../core/router.js";
import { hasFeature, isOperatorOfAll, viewAs } from "../core/session.js";
import { useSignal } from "../core/signal.js";
import { count, duration, words } from "../core/time.js";
import { bookingActions } from "../shipment/booking.js";
import { ActionButton } from "../ui/command.js";
import { LetterActions } from "../ui/letters.js";
import { useLoad } from "../ui/load.js";
import { Card, Empty, Facts, Id, Loaded, Poll, stateOf, Tag, Time } from "../ui/parts.js";
import { BulkLetters } from "../ui/bulk.js";

const EVERY = 5000;

const usePolled = (path) => useLoad(() => get(path), [path], { every: EVERY });

const REGISTRY = { up: "done", degraded: "attention", down: "exception" };

const Rebuild = ({ of }) => html`<div>
  <p>Rebuild ${of.generation}: <${Tag} group=${of.state === "FAILED" ? "exception" : of.state === "RUNNING" ? "moving" : "done"}>${words(of.state)}<//></p>
  <p class="quiet small">${count(Math.round(of.recordsPerSecond || 0))} records a second${of.etaSeconds !== undefined ? `, ${duration(of.etaSeconds * 1000)} to go` : ""}${of.error ? `: ${of.error}` : ""}</p>
</div>`;

const Cluster = () => {
  const loaded = usePolled("/v1/cluster");
  return html`<${Card} title="Nodes" state=${stateOf(loaded)} actions=${html`<${Poll} of=${loaded} />`}>
    <${Loaded} of=${loaded}>
      ${(cluster) => html`<div class="stack">
        <${Facts} of=${[["Nodes", cluster.nodes.length], ["Shards", cluster.shards], ["Generation", cluster.generation], ["Schema registry", cluster.registry && html`<${Tag} group=${REGISTRY[cluster.registry]}>${words(cluster.registry)}<//>`]]} />
        ${cluster.rebuild && html`<${Rebuild} of=${cluster.rebuild} />`}
        ${cluster.nodes.map(
          (node) => html`<div key=${node.nodeId} data-node-id=${node.nodeId}>
            <p><strong>${node.address}</strong> <${Id} id=${node.nodeId} /> <span class="quiet">${node.version}, protocol ${node.protocol}${node.self ? ", answers this page" : ""}</span></p>
            <div class="shards" aria-label=${`${node.shards.length} shards`}>${node.shards.map((shard) => html`<span class="shard" key=${shard}>${shard}</span>`)} ${node.shards.length === 0 && html`<span class="quiet">owns no shard</span>`}</div>
          </div>`,
        )}
      </div>`}
    <//>
  <//>`;
};

/** The worst shard of each consumer stands for it; all of them on demand. */
const Lag = () => {
  const loaded = usePolled("/v1/lag");
  const [open, setOpen] = useState(null);
  return html`<${Card} title="Lag" state=${stateOf(loaded, (data) => data.items.length === 0)} actions=${html`<${Poll} of=${loaded} />`}>
    <${Loaded} of=${loaded}>
      ${({ items }) => {
        const consumers = Map.groupBy ? Map.groupBy(items, (item) => item.consumer) : items.reduce((map, item) => map.set(item.consumer, [...(map.get(item.consumer) || []), item]), new Map());
        return html`<table class="table">
          <thead><tr><th scope="col">Consumer</th><th scope="col">Behind</th><th scope="col">Records</th><th scope="col">Lanes</th><th scope="col" class="end">Parked</th></tr></thead>
          <tbody>
            ${[...consumers].map(([consumer, shards]) => {
              const sum = (name) => shards.reduce((total, shard) => total + (shard[name] || 0), 0);
              const worst = Math.max(...shards.map((shard) => shard.lagSeconds || 0));
              return html`<tr key=${consumer} data-consumer=${consumer}>
                  <td><button type="button" class="link" aria-expanded=${open === consumer} onClick=${() => setOpen(open === consumer ? null : consumer)}>${consumer}</button></td>
                  <td class="number" data-label="Behind">${worst < 0.5 ? "none" : duration(worst * 1000)}</td><td class="number" data-label="Records">${count(sum("lagRecords"))}</td><td class="number" data-label="Lanes">${count(sum("lanes"))}</td>
                  <td class="end number" data-label="Parked">${sum("parked") > 0 ? html`<${Tag} group="exception">${count(sum("parked"))}<//>` : "0"}</td>
                </tr>
                ${open === consumer && shards.map((shard) => html`<tr key=${shard.shard}><td class="quiet">shard ${shard.shard}</td><td class="number">${(shard.lagSeconds || 0).toFixed(1)} s</td><td class="number">${count(shard.lagRecords || 0)}</td><td class="number">${shard.lanes ?? ""}</td><td class="end number">${shard.parked ?? ""}</td></tr>`)}`;
            })}
          </tbody>
        </table>`;
      }}
    <//>
  <//>`;
};

const Letter = ({ letter, done }) => {
  const [whole, setWhole] = useState(null);
  const look = () => get(`/v1/dead-letters/${letter.letterId}`).then(setWhole, setWhole);
  return html`<details class="event" data-row data-letter-id=${letter.letterId} onToggle=${(e) => e.target.open && look()}>
    <summary>
      <${Tag} group=${letter.state === "PARKED" ? "exception" : letter.state === "REDRIVEN" ? "waiting" : "cancelled"}>${words(letter.state)}<//><span>${letter.source}</span><span class="what">${letter.code}: ${letter.detail}</span><span class="who-did"><${Time} at=${letter.lastAt} age /></span>
    </summary>
    <div class="event-body stack">
      <${Facts}
        of=${[
          ["Consumer", letter.consumer],
          ["Shipment", letter.shipmentId && html`<a href=${shipmentLink(letter.shipmentId)}>${letter.shipmentId.slice(0, 8)}</a>, version ${letter.version}`],
          ["Attempts", letter.attempts],
          ["First", html`<${Time} at=${letter.firstAt} />`],
          ["Waiting behind it", whole?.waiting && `${whole.waiting.events} events`],
          ["Record", letter.origin && `${letter.origin.topic}/${letter.origin.partition}/${letter.origin.offset}`],
          ["Reason", letter.reason],
        ]}
      />
      ${whole?.original && html`<pre tabindex="0">${decode(whole.original)}</pre>`}
      <${LetterActions} letter=${letter} done=${done} />
    </div>
  </details>`;
};

/** The bytes as text where they are text. */
function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(bytes).replaceAll(/[^\x20-\x7e\n\t\u00a0-\uffff]/g, "·");
}

const Letters = () => {
  const [state, setState] = useState("PARKED");
  const loaded = usePolled(withQuery("/v1/dead-letters", { state, limit: 100 }));
  return html`<${Card}
    title="Dead letters"
    class="wide-card"
    state=${stateOf(loaded, (data) => data.items.length === 0)}
    actions=${html`<${Poll} of=${loaded} /><label class="hidden" for="letter-state">State</label
      ><select id="letter-state" value=${state} onChange=${(e) => setState(e.target.value)}>
        ${["PARKED", "REDRIVEN", "DISCARDED"].map((one) => html`<option value=${one} selected=${one === state}>${words(one)}</option>`)}
        <option value="">All</option></select
      ><${BulkLetters} done=${loaded.reload} />`}
  >
    <${Loaded} of=${loaded}>
      ${({ items, next }) => html`${items.length === 0 && html`<${Empty}>${state === "PARKED" ? "Nothing is parked: every event reached who waits for it." : "There is none."}<//>`}
        ${items.map((letter) => html`<${Letter} key=${letter.letterId + letter.letterVersion} letter=${letter} done=${loaded.reload} />`)} ${next && html`<p class="quiet">These are the newest 100.</p>`}`}
    <//>
  <//>`;
};

const HELD = ["NO_CARRIER", "CARRIER_GONE", "DOCUMENT_OVERDUE", "DOCUMENT_MISSING", "MISDELIVERY_RISK"];

const Bookings = () => {
  const loaded = useLoad(
    async () => {
      const pages = await Promise.all([get("/v1/sagas?stuck=true&limit=100"), ...HELD.map((held) => get(withQuery("/v1/sagas", { held, limit: 50 })))]);
      return [...new Map(pages.flatMap((page) => page.items).map((item) => [item.shipmentId, item])).values()];
    },
    [],
    { every: EVERY },
  );
  return html`<${Card} title="Bookings that need a person" state=${stateOf(loaded, (items) => items.length === 0)} actions=${html`<${Poll} of=${loaded} />`}>
    <${Loaded} of=${loaded}>
      ${(items) => html`${items.length === 0 && html`<${Empty}>None is stuck or held.<//>`}
        <ul class="list">
          ${items.map(
            (saga) => html`<li key=${saga.shipmentId} class="row" data-row data-shipment-id=${saga.shipmentId} data-status=${saga.status} data-version=${saga.version}>
              <span><a href=${shipmentLink(saga.shipmentId, "booking")}>${saga.shipper}, ${saga.shipmentId.slice(0, 8)}</a></span>
              <${Tag} group=${saga.stuck ? "exception" : "attention"}>${saga.stuck ? `Stuck: ${saga.stuck.rule}` : words(saga.held[0].cause)}<//>
              <span class="why">${saga.stuck ? `${saga.stuck.code}: ${saga.stuck.detail || ""}` : html`since <${Time} at=${saga.held[0].since} />`}</span>
              <span class="card-actions">${bookingActions(saga.shipmentId, saga, loaded.reload).filter((action) => action.action !== "pause").map((action) => html`<${ActionButton} key=${action.action} action=${action} />`)}</span>
            </li>`,
          )}
        </ul>`}
    <//>
  <//>`;
};

const HOOK = { ENABLED: "done", HEALTHY: "done", DEGRADED: "attention", DISABLED: "exception" };

const webhookActions = (webhook, done) => {
  const at = (rest) => `/v1/webhooks/${webhook.webhookId}${rest}`;
  const name = webhook.description || webhook.url;
  return [
    { action: "ping", title: "Ping", sentence: `${name} gets a ping.`, method: "POST", path: at("/ping"), keyless: true, done },
    webhook.state === "DISABLED"
      ? { action: "enable", title: "Enable", sentence: `${name} gets events again, from where it stopped.`, method: "POST", path: at("/enable"), keyless: true, done }
      : { action: "disable", title: "Disable", sentence: `${name} gets no more events until it is enabled.`, method: "POST", path: at("/disable"), keyless: true, done },
  ];
};

const Webhooks = () => {
  const loaded = usePolled("/v1/webhooks?limit=100");
  return html`<${Card} title="Webhooks" state=${stateOf(loaded, (data) => data.items.length === 0)} actions=${html`<${Poll} of=${loaded} />`}>
    <${Loaded} of=${loaded}>
      ${({ items }) => html`${items.length === 0 && html`<${Empty} action=${html`<a href="/docs">The interface</a>`}>There is no webhook. <code>POST /v1/webhooks</code> makes one.<//>`}
        <ul class="list">
          ${items.map(
            (webhook) => html`<li key=${webhook.webhookId} class="row" data-row data-webhook-id=${webhook.webhookId}>
              <strong>${webhook.description || webhook.url}</strong><${Tag} group=${HOOK[webhook.state] || "planned"}>${words(webhook.state || "")}<//>
              <span class="why">${webhook.url}</span><span class="card-actions">${webhookActions(webhook, loaded.reload).map((action) => html`<${ActionButton} key=${action.action} action=${action} />`)}</span>
            </li>`,
          )}
        </ul>`}
    <//>
  <//>`;
};

const RELAY = { RUNNING: "done", RETRYING: "attention", STOPPED: "exception" };

const relayActions = (relay, done) => [
  ...(relay.state === "STOPPED" ? [{ action: "resume", title: "Resume", sentence: `${relay.name} tries again where it stopped.`, method: "POST", path: `/v1/relays/${relay.name}/resume`, keyless: true, done }] : []),
  {
    action: "rewind",
    title: "Rewind",
    sentence: `${relay.name} sends again what was recorded since then.`,
    method: "POST",
    path: `/v1/relays/${relay.name}/rewind`,
    keyless: true,
    fields: [{ name: "since", label: "Since", type: "datetime-local", step: 1, required: true }],
    done,
  },
];

const Relays = () => {
  const loaded = usePolled("/v1/relays");
  return html`<${Card} title="Relays" state=${stateOf(loaded, (data) => data.items.length === 0)} actions=${html`<${Poll} of=${loaded} />`}>
    <${Loaded} of=${loaded}>
      ${({ items }) => html`${items.length === 0 && html`<${Empty}>No relay is configured (<code>relays</code>).<//>`}
        <ul class="list">
          ${items.map(
            (relay) => html`<li key=${relay.name} class="row" data-row data-relay=${relay.name}>
              <strong>${relay.name}, ${relay.kind}</strong><${Tag} group=${RELAY[relay.state] || "planned"}>${words(relay.state)}<//>
              <span class="why">${count(relay.lagRecords)} records, ${duration(relay.lagSeconds * 1000)} behind${relay.cause ? ` · ${relay.cause.code}: ${relay.cause.detail}` : ""}</span>
              <span class="card-actions">${relayActions(relay, loaded.reload).map((action) => html`<${ActionButton} key=${action.action} action=${action} />`)}</span>
            </li>`,
          )}
        </ul>`}
    <//>
  <//>`;
};

export const Operations = () => {
  const as = useSignal(viewAs);
  const all = isOperatorOfAll();
  return html`
    <div class="page-head"><h1>Operations</h1></div>
    <div class="cards" key=${as.role}>
      ${all && html`<${Cluster} /><${Lag} />`} ${hasFeature("dead-letters") && html`<${Letters} />`} ${hasFeature("saga") && html`<${Bookings} />`} ${hasFeature("webhooks") && html`<${Webhooks} />`}
      ${hasFeature("relays") && all && html`<${Relays} />`}
    </div>
  `;
};
