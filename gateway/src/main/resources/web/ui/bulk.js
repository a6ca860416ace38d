// Many dead letters at once: first how many they are, then the job and how far it is.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { asCurl, call, get } from "../core/http.js";
import { announce } from "./announce.js";
import { ProblemBox } from "./parts.js";

const SOURCES = ["", "webhook", "relay", "foreign", "decode", "projection", "saga"];

export const BulkLetters = ({ done }) => {
  const [open, setOpen] = useState(false);
  return html`<button type="button" data-action="bulk" onClick=${() => setOpen(true)}>Many at once</button>
    ${open && html`<${Dialog} close=${() => setOpen(false)} done=${done} />`}`;
};

const Dialog = ({ close, done }) => {
  const dialog = useRef(null);
  const [values, setValues] = useState({ what: "redrive", source: "", consumer: "", code: "", reason: "" });
  const [state, setState] = useState({ matched: null, job: null, problem: null, busy: false });
  useEffect(() => dialog.current.showModal(), []);
  const set = (name) => (event) => {
    setValues({ ...values, [name]: event.target.value });
    setState({ ...state, matched: null, job: null });
  };
  const { what, reason, ...filter } = values;
  const path = `/v1/dead-letters/${what}`;
  const body = { filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value)), ...(what === "discard" ? { reason: reason || "…" } : {}) };
  const run = async (dryRun) => {
    setState({ ...state, busy: true, problem: null });
    try {
      const { body: answer } = await call("POST", path, { body: dryRun ? { ...body, dryRun } : body });
      setState({ matched: dryRun ? answer.matched : state.matched, job: dryRun ? null : answer, problem: null, busy: false });
      if (!dryRun) {
        announce(`${answer.matched} letters under way`);
      }
    } catch (problem) {
      setState({ ...state, problem, busy: false });
    }
  };
  useEffect(() => {
    if (state.job?.state !== "RUNNING") {
      if (state.job) {
        done();
      }
      return undefined;
    }
    const timer = setTimeout(() => get(`/v1/jobs/${state.job.jobId}`).then((job) => setState({ ...state, job }), (problem) => setState({ ...state, problem })), 500);
    return () => clearTimeout(timer);
  }, [state.job]);
  const { matched, job, problem, busy } = state;
  return html`<dialog class="form" ref=${dialog} onClose=${close} aria-labelledby="bulk-title">
    <form
      onSubmit=${(event) => {
        event.preventDefault();
        run(matched === null);
      }}
    >
      <h2 id="bulk-title">Many dead letters at once</h2>
      <div class="form-fields">
        <div class="field"><label for="bulk-what">What</label><select id="bulk-what" value=${what} onChange=${set("what")}><option value="redrive">Redrive</option><option value="discard">Discard</option></select></div>
        <div class="field"><label for="bulk-source">Source</label><select id="bulk-source" value=${values.source} onChange=${set("source")}>${SOURCES.map((source) => html`<option value=${source}>${source || "All"}</option>`)}</select></div>
        <div class="field"><label for="bulk-consumer">Consumer</label><input id="bulk-consumer" value=${values.consumer} onInput=${set("consumer")} /></div>
        <div class="field"><label for="bulk-code">Code</label><input id="bulk-code" value=${values.code} onInput=${set("code")} /></div>
        ${what === "discard" && html`<div class="field"><label for="bulk-reason">Reason</label><input id="bulk-reason" required maxlength="200" value=${reason} onInput=${set("reason")} /></div>`}
      </div>
      ${matched !== null && !job && html`<p>${matched === 0 ? "No parked letter matches." : `${matched} ${matched === 1 ? "letter matches" : "letters match"}. ${what === "discard" ? "They will never be delivered." : "Each is tried once more."}`}</p>`}
      ${job && html`<p data-job=${job.state}>${job.done} of ${job.matched} done${job.refused ? `, ${job.refused} refused` : ""}${job.state === "RUNNING" ? " …" : job.state === "STOPPED" ? ". Its node is gone: run it again for the rest." : "."}</p>`}
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <details class="form-call"><summary>The call <code>POST ${path}</code></summary><pre tabindex="0">${asCurl("POST", path, { body })}</pre></details>
      <footer class="form-foot">
        <button type="button" onClick=${close}>${job ? "Close" : "Cancel"}</button>
        ${!job && html`<button class="primary" data-action=${matched === null ? "dry-run" : `bulk-${what}`} disabled=${busy || matched === 0}>${matched === null ? "How many?" : `${what === "discard" ? "Discard" : "Redrive"} ${matched}`}</button>`}
      </footer>
    </form>
  </dialog>`;
};
