// Every action is a documented call: its form shows the call before it is sent.
import { html, useLayoutEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { asCurl, call, newKey } from "../core/http.js";
import { signal, useSignal } from "../core/signal.js";
import { ProblemBox } from "./parts.js";
import { announce } from "./announce.js";

/**
 * The open form: `{title, sentence?, method, path, fields, body(values), done?, danger?, ifMatch?, action, keyless?}`.
 * `path` and `body` may be functions of the values.
 */
export const openForm = signal(null);

export const act = (action) => openForm.set({ ...action, key: newKey() });

/** A button that opens the form of an action; `quiet` ones look like text. */
export const ActionButton = ({ action, children, primary, quiet }) => html`
  <button type="button" class=${primary ? "primary" : quiet ? "link" : ""} data-action=${action.action} onClick=${() => act(action)}>${children || action.title}</button>
`;

const blank = (fields) => Object.fromEntries(fields.map((field) => [field.name, field.value ?? ""]));

/** The values as JSON members: empty ones absent, numbers as numbers, local times as UTC. */
export function members(fields, values) {
  const body = {};
  for (const { name, type } of fields) {
    const value = values[name];
    if (value === "" || value === undefined || value === false) {
      continue;
    }
    body[name] = type === "number" ? Number(value) : type === "datetime-local" ? new Date(value).toISOString() : value;
  }
  return body;
}

export const localNow = (ahead = 0) => {
  const date = new Date(Date.now() + ahead);
  return new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
};

const Field = ({ field, value, set, error }) => {
  const id = `field-${field.name}`;
  const common = {
    id,
    name: field.name,
    required: field.required,
    "aria-invalid": error ? "true" : undefined,
    "aria-describedby": error ? `${id}-error` : undefined,
  };
  const input =
    field.type === "select"
      ? html`<select ...${common} value=${value} onChange=${(e) => set(e.target.value)}>
          ${field.options.map((option) => html`<option value=${option.value ?? option} selected=${(option.value ?? option) === value}>${option.label ?? option}</option>`)}
        </select>`
      : field.type === "checkbox"
        ? html`<input ...${common} type="checkbox" checked=${value} onChange=${(e) => set(e.target.checked)} />`
        : field.type === "textarea"
          ? html`<textarea ...${common} rows="2" maxlength=${field.most} onInput=${(e) => set(e.target.value)}>${value}</textarea>`
          : html`<input ...${common} type=${field.type || "text"} value=${value} maxlength=${field.most} pattern=${field.pattern} min=${field.min} max=${field.max} step=${field.step} placeholder=${field.example} list=${field.list} autocomplete="off" onInput=${(e) => set(e.target.value)} />`;
  return html`
    <div class=${`field ${field.type === "checkbox" ? "field-check" : ""}`}>
      <label for=${id}>${field.label}${field.required ? "" : html`<span class="quiet"> optional</span>`}</label>
      ${input} ${error && html`<p class="field-error" id=${`${id}-error`}>${error}</p>`}
    </div>
  `;
};

export const CommandForm = () => {
  const form = useSignal(openForm);
  return form && html`<${Dialog} form=${form} key=${form.key} />`;
};

const Dialog = ({ form }) => {
  const fields = form.fields || [];
  const [values, setValues] = useState(() => blank(fields));
  const [problem, setProblem] = useState(null);
  const [sending, setSending] = useState(false);
  const [copied, setCopied] = useState(false);
  const dialog = useRef(null);
  const underWay = useRef(false);
  const close = () => openForm.set(null);

  // Before anybody can type: keys must not get lost.
  useLayoutEffect(() => {
    dialog.current.showModal();
    dialog.current.querySelector("input, select, textarea")?.focus();
  }, []);

  const shown = fields.filter((field) => !field.when || field.when(values));
  const path = typeof form.path === "function" ? form.path(values) : form.path;
  const body = useMemo(
    () => (form.method === "DELETE" || form.method === "GET" ? undefined : form.body ? form.body(members(shown, values)) : members(shown, values)),
    [values],
  );
  const options = { body, key: form.keyless ? undefined : form.key, ifMatch: form.ifMatch };
  const errorOf = (field) => problem?.errors?.find((e) => (e.pointer || "").replace(/^\//, "").replaceAll("/", ".") === (field.pointer || field.name))?.detail;

  const send = async (event) => {
    event.preventDefault();
    // A second click finds this set at once; a retry has the same key, and counts once.
    if (underWay.current) {
      return;
    }
    underWay.current = true;
    setSending(true);
    setProblem(null);
    try {
      const answer = await call(form.method, path, options);
      announce(`${form.title}: done`);
      close();
      form.done?.(answer.body, answer);
    } catch (refusal) {
      setProblem(refusal);
      announce(`${form.title}: ${refusal.title}`);
    } finally {
      underWay.current = false;
      setSending(false);
    }
  };

  return html`
    <dialog ref=${dialog} class="form" aria-labelledby="form-title" onClose=${close} onClick=${(e) => e.target === dialog.current && close()}>
      <form onSubmit=${send} data-form=${form.action}>
        <h2 id="form-title">${form.title}</h2>
        ${form.sentence && html`<p class="form-sentence">${form.sentence}</p>`}
        <div class="form-fields">
          ${shown.map((field) => html`<${Field} key=${field.name} field=${field} value=${values[field.name]} set=${(value) => setValues({ ...values, [field.name]: value })} error=${errorOf(field)} />`)}
        </div>
        ${problem && html`<${ProblemBox} problem=${problem} />`}
        <details class="form-call">
          <summary>The call <code>${form.method} ${path}</code></summary>
          <pre tabindex="0">${asCurl(form.method, path, options)}</pre>
          <button
            type="button"
            class="link"
            onClick=${() =>
              navigator.clipboard?.writeText(asCurl(form.method, path, options)).then(() => setCopied(true))}
          >
            ${copied ? "Copied" : "Copy as curl"}
          </button>
        </details>
        <footer class="form-foot">
          <button type="button" onClick=${close}>Cancel</button>
          <button type="submit" class="primary" data-action="send" disabled=${sending}>${sending ? "Sending" : problem ? "Try again" : form.verb || form.title}</button>
        </footer>
      </form>
    </dialog>
  `;
};
