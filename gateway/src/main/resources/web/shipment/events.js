// The events in sentences; each opens to its cause, its JSON, as Kafka record and as frame.
import { html, useState } from "../vendor/preact.js";
import { get } from "../core/http.js";
import { contextOf, sentence } from "../core/sentences.js";
import { shortTime, words } from "../core/time.js";
import { Card, Empty, Facts, Id, ProblemBox } from "../ui/parts.js";

const SAGA = /-saga\.([a-z-]+)$/;

const who = (event) => {
  const rule = SAGA.exec(event.commandid)?.[1];
  return rule ? `booking process: ${rule}` : event.data.by ? words(event.data.by).toLowerCase() : event.data.carrier && contextOf(event) === "bidding" ? event.data.carrier : "";
};

/** As a reader of the topic finds it. */
const asRecord = (event) =>
  `topic:   shipment-events\nkey:     ${event.subject}\nheaders: content-type: application/cloudevents+json; charset=utf-8\n\n${JSON.stringify(event, null, 2)}`;

const asFrame = (event) => JSON.stringify({ op: "event", shipmentId: event.subject, event }, null, 2);

const FORMS = { JSON: (event) => JSON.stringify(event, null, 2), Record: asRecord, Frame: asFrame };

const Cause = ({ id, version }) => {
  const [state, setState] = useState(null);
  const ask = () =>
    get(`/v1/shipments/${id}/events/${version}/cause`).then(
      (cause) => setState({ cause }),
      (problem) => setState({ problem }),
    );
  if (!state) {
    return html`<button type="button" data-action="why" onClick=${ask}>Why?</button>`;
  }
  if (state.problem) {
    return html`<${ProblemBox} problem=${state.problem} retry=${ask} />`;
  }
  const { caller, commandId, saga } = state.cause;
  return html`<${Facts}
    of=${[
      ["Command", html`<code>${commandId}</code>`],
      ["Sent by", caller],
      ["Rule of the booking process", saga && `${saga.rule}, acting on version ${saga.version}`],
    ]}
  />`;
};

const Event = ({ event, carrier, fresh }) => {
  const [form, setForm] = useState("JSON");
  const [open, setOpen] = useState(false);
  return html`<details class=${`event ${fresh ? "changed" : ""}`} data-event-id=${event.id} data-row onToggle=${(e) => setOpen(e.target.open)}>
    <summary>
      <span class="number quiet">${event.shipmentversion}</span>
      <time datetime=${event.time} title=${`${event.time} · version ${event.shipmentversion}`}>${shortTime(event.time)}</time>
      <span class="what">${sentence(event, carrier)}</span>
      <span class="who-did" title=${event.type}>${who(event)}</span>
    </summary>
    ${open &&
    html`<div class="event-body stack">
      <${Cause} id=${event.subject} version=${event.shipmentversion} />
      <div>
        <div class="card-actions">
          ${Object.keys(FORMS).map((name) => html`<button type="button" class="link" key=${name} aria-pressed=${form === name} onClick=${() => setForm(name)}>${name}</button>`)}
          <${Id} id=${event.id} />
        </div>
        <pre tabindex="0">${FORMS[form](event)}</pre>
      </div>
    </div>`}
  </details>`;
};

/** Who had the shipment at each event. */
function carriersAlong(events) {
  let carrier;
  return events.map((event) => {
    if (event.type.startsWith("shipment.carrier-assigned.")) {
      carrier = event.data.carrier;
    }
    return carrier;
  });
}

export const Events = ({ story }) => {
  const { events } = story;
  const carriers = carriersAlong(events);
  const [known] = useState(() => new Set(events.map((event) => event.id)));
  return html`<${Card} label="Events" state=${events.length > 0 ? "ready" : "empty"}>
    ${events.length === 0 && html`<${Empty}>There are no events that you may see.<//>`}
    ${events.map((event, i) => html`<${Event} key=${event.id} event=${event} carrier=${carriers[i]} fresh=${!known.has(event.id)} />`).reverse()}
  <//>`;
};

