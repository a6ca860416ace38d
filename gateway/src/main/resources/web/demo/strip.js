// The strip beneath the page: what the demo just did, and a look at call, answer, event and frame.
import { html, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { asCurl } from "../core/http.js";
import { shipmentLink } from "../core/router.js";
import { useSignal } from "../core/signal.js";
import { log } from "./calls.js";
import { demo, pauseDemo, setSpeed, stopDemo } from "./demo.js";

const SHOWN = 6;

const short = (path) => path.replace(/[0-9A-Z]{26}/, (id) => `${id.slice(0, 6)}…`).replace(/[0-9a-f]{64}/, (hash) => `${hash.slice(0, 6)}…`);

const Look = ({ entry, close }) => {
  const dialog = useRef(null);
  useLayoutEffect(() => dialog.current.showModal(), []);
  const json = (value) => JSON.stringify(value, null, 2);
  const parts = [
    ["The call", entry.lines ? `POST ${entry.path}\nContent-Type: application/x-ndjson\n\n${entry.body}` : asCurl(entry.method, entry.path, { body: entry.body, raw: typeof entry.body === "string" })],
    ["Its answer", `${entry.status}\n${json(entry.answer)}`],
    ["The event", entry.frame && json(entry.frame.event)],
    ["The frame", entry.frame && json(entry.frame)],
  ].filter(([, text]) => text);
  return html`<dialog class="form" ref=${dialog} onClose=${close} aria-labelledby="look-title">
    <form method="dialog">
      <h2 id="look-title">What just happened</h2>
      ${parts.map(([title, text]) => html`<div key=${title}><h3>${title}</h3><pre tabindex="0">${text}</pre></div>`)}
      <footer class="form-foot">${entry.shipmentId && html`<a href=${shipmentLink(entry.shipmentId)} onClick=${close}>The shipment</a>`}<button class="primary">Close</button></footer>
    </form>
  </dialog>`;
};

export const Strip = () => {
  const { state, speed, seconds } = useSignal(demo, 500);
  const entries = useSignal(log, 500);
  const [looked, setLooked] = useState(null);
  if (state === "stopped") {
    return null;
  }
  return html`<aside class="strip" aria-label="The demo">
    <div class="strip-controls">
      <strong>Demo</strong><span class="number quiet">${Math.floor(seconds)} s</span>
      <button type="button" data-action="pause-demo" onClick=${pauseDemo}>${state === "paused" ? "Go on" : "Pause"}</button>
      <label class="small" for="speed">Speed ${speed}</label><input id="speed" type="range" min="1" max="10" value=${speed} onInput=${(e) => setSpeed(Number(e.target.value))} />
      <button type="button" data-action="stop-demo" onClick=${stopDemo}>Stop</button>
    </div>
    <div class="strip-log">
      ${entries.slice(0, SHOWN).map((entry) => html`<button type="button" class="link" key=${entry.id} onClick=${() => setLooked(entry)}><code>${entry.method} ${short(entry.path)}</code> ${entry.status}${entry.answer?.accepted !== undefined ? `, ${entry.answer.accepted} accepted` : ""}${entry.answer?.type ? ` · ${entry.answer.type}` : entry.answer?.code ? ` · ${entry.answer.code}` : ""}${entry.frame ? " · frame" : ""}</button>`)}
    </div>
    ${looked && html`<${Look} entry=${looked} close=${() => setLooked(null)} />`}
  </aside>`;
};
