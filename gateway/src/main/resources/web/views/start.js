// The first page of an empty gateway: three steps, and the demo.
import { html } from "../vendor/preact.js";
import { go, link, shipmentLink } from "../core/router.js";
import { session } from "../core/session.js";
import { useSignal } from "../core/signal.js";
import { demo, playDemo } from "../demo/demo.js";
import { bookShipment } from "../ui/actions.js";
import { act } from "../ui/command.js";
import { Card } from "../ui/parts.js";

const curl = (path, body) => `curl -i ${location.origin}${path} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;

const booking = {
  reference: "PO-4711",
  shipper: "Hansa Tea",
  mode: "SEA",
  origin: { unLocode: "CNSHA" },
  destination: { unLocode: "DEHAM" },
  cargo: { description: "Green tea", packages: 120, grossWeightKg: 1800 },
};
const position = { deviceId: "ais-1", sequence: 1, observedAt: "…", position: { lat: 31.38, lon: 121.52 } };

export const Start = () => {
  const { state } = useSignal(demo);
  const offersDemo = session.value.config.demo && playDemo.available;
  return html`<div class="start stack">
    <h1>${offersDemo ? "See it move, or begin yourself" : "Begin"}</h1>
    ${offersDemo &&
    html`<${Card} title="Play the demo">
      <div class="stack">
        <p>24 shipments by sea, road, rail and air start to move, in this gateway and through its public interface alone. Within a minute there is a bit of everything: customs, damage, a return, a tender, papers.</p>
        <p class="quiet">What it books stays in the log. A gateway with a fresh <code>data.dir</code> begins anew.</p>
        <p>
          <button
            type="button"
            class="primary"
            data-action="play-demo"
            disabled=${state !== "stopped"}
            onClick=${() => {
              playDemo();
              go(link(""));
            }}
          >
            ${state === "stopped" ? "Play the demo" : "The demo is playing"}
          </button>
        </p>
      </div>
    <//>`}
    <${Card} title="Three steps">
      <ol class="steps">
        <li><div><h3>Book a shipment</h3><p><button type="button" class="link" data-action="book" onClick=${() => act(bookShipment((receipt) => go(shipmentLink(receipt.shipmentId))))}>Book one here</button> or in a terminal:</p><pre tabindex="0">${curl("/v1/shipments", booking)}</pre></div></li>
        <li><div><h3>Assign a carrier, record milestones</h3><p>On the shipment's page: it shows the calls before it sends them.</p></div></li>
        <li><div><h3>Send positions</h3><p>It moves on the map as they arrive.</p><pre tabindex="0">${curl("/v1/shipments/ID/positions", position)}</pre></div></li>
      </ol>
      <p class="quiet">The whole interface: <a href="/docs">/docs</a></p>
    <//>
  </div>`;
};
