// What stands around every view: rail, top bar with search and connection, keys.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { connection } from "../core/live.js";
import { go, link, route } from "../core/router.js";
import { session, signOut } from "../core/session.js";
import { useClock, useSignal } from "../core/signal.js";
import { count, preciseTime } from "../core/time.js";
import { announce } from "./announce.js";
import { Icon } from "./icons.js";
import { ViewAs } from "./view-as.js";

const THEME = "quayside.theme";
/** For so long `g` waits for the view's letter; a busy page handles keys late. */
const LEADER_MILLIS = 10000;
const KEYS = { o: "overview", s: "shipments", t: "tenders", d: "documents", p: "operations" };

/** The theme that was chosen, or the system's. */
export function applyTheme(choice = localStorage.getItem(THEME)) {
  const dark = choice ? choice === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  dispatchEvent(new Event("themechange"));
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => applyTheme());

const toggleTheme = () => {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem(THEME, next);
  applyTheme(next);
};

/** How fresh the page is. A short break is no news: it is told after a second. */
export const Connection = () => {
  const { state, since, behind, said } = useSignal(connection);
  useClock(1000);
  const away = Date.now() - since;
  const text = {
    connecting: "connecting",
    live: away < 4000 && said ? said.toLowerCase() : "live",
    "catching-up": behind ? `catching up, ${count(behind)} to go` : "catching up",
    reconnecting: `reconnecting, ${Math.round(away / 1000)} s`,
    "signed-out": "signed out",
  }[state];
  const asOf = state === "reconnecting" && away > 1000;
  useEffect(() => {
    if (state === "reconnecting") {
      const timer = setTimeout(() => announce("Connection lost, reconnecting"), 1000);
      return () => clearTimeout(timer);
    }
    if (said) {
      announce(said);
    }
  }, [state]);
  return html`<span class="pill" data-connection=${state === "connecting" ? "catching-up" : state}><span class="dot"></span>${text}${asOf && html`<span class="quiet" data-as-of-time>as of ${preciseTime(new Date(since).toISOString())}</span>`}</span>`;
};

const CONTAINER = /^[A-Z]{3}[UJZ]\d{7}$/;

function seek(text) {
  const wanted = text.trim();
  if (/^[0-9A-HJKMNP-TV-Z]{26}$/i.test(wanted)) {
    go(link("shipments", [wanted.toUpperCase()]));
  } else if (CONTAINER.test(wanted.toUpperCase())) {
    go(link("shipments", [], { container: wanted.toUpperCase() }));
  } else if (wanted) {
    go(link("shipments", [], { reference: wanted }));
  }
}

const Search = () => html`
  <form
    class="search"
    role="search"
    onSubmit=${(event) => {
      event.preventDefault();
      seek(event.target.elements.q.value);
    }}
  >
    <label class="hidden" for="search">Search by reference, container or id</label>
    <input id="search" name="q" type="search" placeholder="Reference, container or id" autocomplete="off" />
    <kbd aria-hidden="true">/</kbd>
  </form>
`;

const Who = () => {
  const { me, config } = useSignal(session);
  if (!me || config.auth === "none") {
    return html`<${ViewAs} />`;
  }
  return html`<span class="who" title=${`${me.role} of tenant ${me.tenant}`}><span class="who-name">${me.tenant} · ${me.role}</span> <button type="button" class="link" data-action="sign-out" onClick=${() => signOut()}>Sign out</button></span>`;
};

const Rail = ({ views }) => {
  const { view } = useSignal(route);
  return html`<nav class="rail" aria-label="Views">
    ${views.map(
      ({ name, title, minor }) =>
        html`<a key=${name} aria-label=${title} href=${link(name === "overview" ? "" : name)} aria-current=${view === name || (view === "" && name === "overview") ? "page" : undefined} data-minor=${minor}><${Icon} name=${name} /><span>${title}</span></a>`,
    )}
  </nav>`;
};

const Help = ({ close }) => {
  const dialog = useRef(null);
  useLayoutEffect(() => dialog.current.showModal(), []);
  const keys = [
    ["/", "Search"],
    ["g o", "Overview"],
    ["g s", "Shipments"],
    ["g t", "Tenders"],
    ["g d", "Documents"],
    ["g p", "Operations"],
    ["j k", "Next and previous row"],
    ["Enter", "Open"],
    ["Esc", "Close, live again"],
    ["← →", "One version back, forth (on the time slider)"],
    ["+ − ← ↑ → ↓", "Zoom and move the map"],
  ];
  return html`<dialog class="form keys" ref=${dialog} onClose=${close} aria-labelledby="keys-title">
    <form method="dialog">
      <h2 id="keys-title">Keys</h2>
      <dl>${keys.map(([key, does]) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}</dl>
      <footer class="form-foot"><button class="primary">Close</button></footer>
    </form>
  </dialog>`;
};

/** Moves the focus among the rows of the view. */
function step(forward) {
  const rows = [...document.querySelectorAll("main [data-row]")];
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + (forward ? 1 : at < 0 ? 1 : -1)))];
  (next?.querySelector("a") || next)?.focus();
}

const isTyping = (event) => /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.target.closest("dialog");

function useKeys(showHelp) {
  // With the page's first picture: an effect after it would miss the keys of a quick visitor.
  useLayoutEffect(() => {
    let leader = -LEADER_MILLIS;
    const pressed = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Shift" || isTyping(event)) {
        return;
      }
      const led = event.timeStamp - leader < LEADER_MILLIS && KEYS[event.key];
      leader = event.key === "g" ? event.timeStamp : -LEADER_MILLIS;
      if (led) {
        go(link(led === "overview" ? "" : led));
      } else if (event.key === "/") {
        event.preventDefault();
        document.getElementById("search")?.focus();
      } else if (event.key === "?") {
        showHelp();
      } else if (event.key === "j" || event.key === "k") {
        step(event.key === "j");
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

export const Shell = ({ views, children, below }) => {
  const [help, setHelp] = useState(false);
  useKeys(() => setHelp(true));
  return html`
    <a class="skip" href="#main" onClick=${(event) => {
      event.preventDefault();
      document.querySelector("main").focus();
    }}>Skip to the content</a>
    <div class="shell">
      <header class="top">
        <a class="brand" href=${link("")} aria-label="Quayside, overview"><img src="/web/quayside.svg" alt="" /><span>Quayside</span></a>
        <${Search} />
        <div class="top-right">
          <${Connection} /><${Who} />
          <button type="button" class="link" aria-label="Light or dark" onClick=${toggleTheme}><${Icon} name="theme" /></button>
          <button type="button" class="link who-name" aria-label="Keys" onClick=${() => setHelp(true)}><${Icon} name="help" /></button>
        </div>
      </header>
      <${Rail} views=${views} />
      ${children} ${below}
    </div>
    ${help && html`<${Help} close=${() => setHelp(false)} />`}
  `;
};
