// The page itself: two tabs, each with its document.
"use strict";

const tabs = ["http", "events"];

function show() {
  const wanted = location.hash.slice(1);
  const chosen = tabs.includes(wanted) ? wanted : "http";
  for (const tab of tabs) {
    document.getElementById(tab).hidden = tab !== chosen;
    document.getElementById("tab-" + tab).setAttribute("aria-selected", String(tab === chosen));
  }
}

window.addEventListener("hashchange", show);
show();

window.SwaggerUIBundle({
  url: "/openapi.yaml",
  domNode: document.getElementById("operations"),
  deepLinking: false,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  defaultModelRendering: "model",
  validatorUrl: null,
});

window.showChannels(document.getElementById("channels"));
