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

async function showDocuments() {
  const operations = document.getElementById("operations");
  const channels = document.getElementById("channels");
  try {
    const [openApi, asyncApi, shipmentId] = await Promise.all(
      [fetchDocument("openapi.yaml"), fetchDocument("asyncapi.yaml"), knownShipment()]);
    const documents = new Documents({ "asyncapi.yaml": asyncApi, "openapi.yaml": openApi }, "asyncapi.yaml");
    window.showOperations(operations, openApi, shipmentId);
    window.showChannels(channels, documents, asyncApi);
    window.showConsole(document.getElementById("console"), documents, asyncApi, shipmentId);
  } catch (failure) {
    for (const part of [operations, channels]) {
      part.replaceChildren(h("p", { class: "failure" }, "The document cannot be shown: " + failure.message));
    }
  }
}

showDocuments();
