// The start of the page: signs in, connects, and shows the view of the place.
import { html, render, useEffect, useState } from "./vendor/preact.js";
import * as fleetStore from "./core/fleet.js";
import { Problem } from "./core/http.js";
import { connect, disconnect } from "./core/live.js";
import { route } from "./core/router.js";
import { session, start, viewAs } from "./core/session.js";
import { useSignal } from "./core/signal.js";
import { Announcer } from "./ui/announce.js";
import { CommandForm } from "./ui/command.js";
import { Codes } from "./ui/codes.js";
import { ProblemBox } from "./ui/parts.js";
import { applyTheme, Shell } from "./ui/shell.js";
import { SignIn } from "./ui/sign-in.js";
import { Strip } from "./demo/strip.js";
import { offered, viewOf } from "./views/views.js";

const Page = () => {
  const { signedIn, config, me } = useSignal(session);
  const { view, rest, query } = useSignal(route);
  const as = useSignal(viewAs);
  useEffect(() => {
    if (!signedIn) {
      fleetStore.clear();
      return undefined;
    }
    connect();
    fleetStore.start();
    return () => {
      fleetStore.clear();
      disconnect();
    };
  }, [signedIn, me?.name, as]);

  if (!signedIn) {
    return html`<${SignIn} />`;
  }
  const { name, View, key } = viewOf(view, rest);
  return html`
    <${Shell} views=${offered()} below=${config.demo && html`<${Strip} />`}>
      <main id="main" data-view=${name} tabindex="-1" key=${key}><${View} rest=${rest} query=${query} /></main>
    <//>
    <${CommandForm} /><${Announcer} /><${Codes} />
  `;
};

const Starting = () => {
  const [state, setState] = useState({ ready: false, problem: null });
  const begin = () =>
    start()
      .then(() => setState({ ready: true, problem: null }))
      .catch((problem) =>
        // Refused credentials are the sign-in's matter.
        setState({ ready: problem.status === 401, problem: problem instanceof Problem ? problem : new Problem({ title: "The page could not start", detail: String(problem), code: "unknown" }, 0) }),
      );
  useEffect(() => {
    begin();
  }, []);
  if (state.ready) {
    return html`<${Page} />`;
  }
  return state.problem ? html`<main class="sign-in"><${ProblemBox} problem=${state.problem} retry=${begin} /></main>` : null;
};

applyTheme();
render(html`<${Starting} />`, document.getElementById("page"));
