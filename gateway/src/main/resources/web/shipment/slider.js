// The slider through the versions: all that is shown is as of the chosen one.
import { html, useEffect } from "../vendor/preact.js";
import { contextOf } from "../core/sentences.js";
import { preciseTime, shortTime } from "../core/time.js";

const TICKS_UP_TO = 120;

export const Slider = ({ story }) => {
  const { newest, version, at, setAt, allEvents } = story;
  const event = allEvents.find((one) => one.shipmentversion === version);
  useEffect(() => {
    const pressed = (key) => {
      if (key.key === "Escape" && at !== null && !document.querySelector("dialog[open]")) {
        setAt(null);
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [at, setAt]);
  return html`<div class="slider">
    <label for="version" class="small quiet">History</label>
    <div class="slider-track">
      <input id="version" name="version" type="range" min="1" max=${Math.max(newest, 1)} value=${version} disabled=${newest < 2} aria-valuetext=${`version ${version}${event ? `, ${event.type}` : ""}`} title=${event?.type} onInput=${(e) => setAt(Number(e.target.value))} />
      ${newest > 1 &&
      newest <= TICKS_UP_TO &&
      html`<div class="ticks" aria-hidden="true">${allEvents.map((one) => html`<i key=${one.id} data-kind=${contextOf(one)} title=${`${one.shipmentversion} · ${one.type}`}></i>`)}</div>`}
    </div>
    ${at === null
      ? html`<span class="small quiet">version ${newest}, live</span>`
      : html`<span class="as-of" data-as-of=${at}>as of version ${at}${event ? ` · ${shortTime(event.time).includes(" ") ? `${shortTime(event.time)}` : preciseTime(event.time)}` : ""} <button type="button" class="link" data-action="live" onClick=${() => setAt(null)}>Live</button></span>`}
  </div>`;
};
