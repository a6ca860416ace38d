// Small parts that every view uses.
import { html, useEffect, useState } from "../vendor/preact.js";
import { groupOf, GROUPS, SHAPES } from "../core/status.js";
import { relative, shortTime, utc, words } from "../core/time.js";

/** The shape of a group; decorative, since the word stands beside it. */
export const Glyph = ({ group, size = 16 }) => {
  const { fill, line, mark } = SHAPES[group];
  return html`<svg class="glyph" data-group=${group} width=${size} height=${size} viewBox="0 0 16 16" aria-hidden="true">
    ${fill && html`<path class="glyph-fill" d=${fill} />`}
    ${line && html`<path class="glyph-line" d=${line} />`}
    ${mark && html`<path class="glyph-mark" d=${mark} />`}
  </svg>`;
};

export const Status = ({ status }) => {
  const group = groupOf(status);
  return html`<span class="status" data-group=${group}><${Glyph} group=${group} /><span class="status-word">${words(status)}</span></span>`;
};

/** Any other state, with the colour of one of the groups. */
export const Tag = ({ group = "planned", children }) =>
  html`<span class="status" data-group=${group}><${Glyph} group=${group} /><span class="status-word">${children}</span></span>`;

/** A time: short, with UTC, age and version in the tooltip. */
export const Time = ({ at, version, age }) =>
  at
    ? html`<time datetime=${at} title=${`${utc(at)} · ${relative(at)}${version ? ` · version ${version}` : ""}`}>${age ? relative(at) : shortTime(at)}</time>`
    : null;

/** An id: its first 8 characters, whole on focus; a click copies it. */
export const Id = ({ id }) => {
  const [copied, setCopied] = useState(false);
  const copy = (event) => {
    event.stopPropagation();
    navigator.clipboard?.writeText(id).then(() => setCopied(true));
    setTimeout(() => setCopied(false), 1500);
  };
  return html`<button type="button" class="id" title=${`${id}: copy`} onClick=${copy}><span class="id-short">${copied ? "copied" : id.slice(0, 8)}</span><span class="id-whole">${copied ? "copied" : id}</span></button>`;
};

/** A refusal as the gateway told it. */
export const ProblemBox = ({ problem, retry }) => html`
  <div class="problem" role="alert" data-problem=${problem.code || "unknown"}>
    <p class="problem-title">${problem.title || "Something went wrong"} <code>${problem.code}</code></p>
    <p>${problem.detail || problem.message}</p>
    ${problem.errors?.length > 0 &&
    html`<ul>
      ${problem.errors.map((error) => html`<li><code>${error.pointer || error.parameter}</code> ${error.detail}</li>`)}
    </ul>`}
    ${problem.documents?.length > 0 &&
    html`<ul>
      ${problem.documents.map((d) => html`<li>${d.name || words(d.type)}: ${words(d.documentStatus)}</li>`)}
    </ul>`}
    ${retry && html`<button type="button" data-action="again" onClick=${retry}>Try again</button>`}
  </div>
`;

/** Grey bars in the shape of what will come, after 200 ms; after 10 s it says that it still waits. */
export const Loading = ({ rows = 4, cancel }) => {
  const [phase, setPhase] = useState(0);
  useEffect(() => {
    const timers = [setTimeout(() => setPhase(1), 200), setTimeout(() => setPhase(2), 10000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return html`<div class="loading" aria-busy="true">
    ${phase > 0 && Array.from({ length: rows }, (_, i) => html`<div class="bar" data-width=${i % 3} key=${i}></div>`)}
    ${phase === 2 && html`<p class="quiet">Still waiting. ${cancel && html`<button type="button" class="link" onClick=${cancel}>Cancel</button>`}</p>`}
  </div>`;
};

export const Empty = ({ children, action }) => html`<div class="empty"><p>${children}</p>${action}</div>`;

/** A card whose state can be told from outside: loading, empty, error or ready. */
export const Card = ({ title, state = "ready", actions, children, class: name = "", label }) => html`
  <section class=${`card ${name}`} data-state=${state} aria-label=${label || title}>
    ${(title || actions) &&
    html`<header class="card-head">${title && html`<h2>${title}</h2>`}<div class="card-actions">${actions}</div></header>`}
    ${children}
  </section>
`;

/** The body of a card by what loading has given: `{data, problem, reload}`. */
export const Loaded = ({ of, rows, children }) =>
  of.problem && !of.data
    ? html`<${ProblemBox} problem=${of.problem} retry=${of.reload} />`
    : of.data
      ? of.problem
        ? html`<div class="stale">${children(of.data)}</div>`
        : children(of.data)
      : html`<${Loading} rows=${rows} cancel=${of.cancel} />`;

export const stateOf = (loaded, isEmpty) =>
  loaded.data ? (isEmpty?.(loaded.data) ? "empty" : "ready") : loaded.problem ? "error" : "loading";

/** Pairs of a word and what it says; absent ones are left out. */
export const Facts = ({ of }) => html`
  <dl class="facts">
    ${of
      .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
      .map(([word, value]) => html`<div key=${word}><dt>${word}</dt><dd>${value}</dd></div>`)}
  </dl>
`;

export const groupWord = (group) => GROUPS[group].word;

/** What is asked for every few seconds and failed: how old the shown answer is. */
export const Poll = ({ of }) =>
  of.problem && of.data
    ? html`<span class="stale small" data-problem=${of.problem.code}>as of ${new Date(of.at).toLocaleTimeString("en-GB")}: ${of.problem.title}</span>`
    : null;
