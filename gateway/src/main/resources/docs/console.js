// A console for the WebSocket: frames from the document's examples, and all that comes back.
"use strict";

const MOST_LINES = 500;

/** The frames that a client may send, by their names. */
function exampleFrames(documents, asyncApi, shipmentId) {
  const frames = {};
  for (const operation of Object.values(asyncApi.operations)) {
    if (operation.action === "receive" && operation.channel.$ref === "#/channels/live") {
      for (const reference of operation.messages) {
        const message = documents.resolve(reference).node;
        (message.examples || []).forEach((example, index) => {
          const text = JSON.stringify(example.payload).replaceAll(EXAMPLE_SHIPMENT, shipmentId);
          frames[message.title + (index > 0 ? " " + (index + 1) : "")] = text;
        });
      }
    }
  }
  return frames;
}

window.showConsole = function (into, documents, asyncApi, shipmentId) {
  const frames = exampleFrames(documents, asyncApi, shipmentId);
  const names = Object.keys(frames);
  const chosen = h("select", { "aria-label": "Example" }, names.map((name) => h("option", { value: name }, name)));
  const frame = h("textarea", { rows: "4", "aria-label": "Frame", spellcheck: "false" });
  const log = h("ol", { "aria-label": "Frames", "aria-live": "polite" });
  const state = h("span", { class: "state" }, "closed");
  const connect = h("button", { type: "button", "data-action": "connect" }, "Connect");
  const send = h("button", { type: "button", "data-action": "send" }, "Send");
  let socket = null;

  function write(direction, text) {
    log.append(h("li", { class: direction }, text));
    while (log.children.length > MOST_LINES) {
      log.firstChild.remove();
    }
    log.scrollTop = log.scrollHeight;
  }

  function says(text) {
    state.textContent = text;
    connect.textContent = socket ? "Close" : "Connect";
    send.disabled = text !== "open";
  }

  function open() {
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/v1/ws", "quayside.v1");
    socket.onopen = () => says("open");
    socket.onmessage = (message) => write("received", message.data);
    socket.onclose = (close) => {
      socket = null;
      says(`closed: ${close.code} ${close.reason}`);
    };
    says("connecting");
  }

  connect.addEventListener("click", () => (socket ? socket.close() : open()));
  send.addEventListener("click", () => {
    write("sent", frame.value);
    socket.send(frame.value);
  });
  chosen.addEventListener("change", () => { frame.value = frames[chosen.value]; });
  chosen.value = names.includes("subscribe") ? "subscribe" : names[0];
  frame.value = frames[chosen.value];
  says("closed");
  into.replaceChildren(
    h("h2", {}, "Try it: a WebSocket ", state),
    h("p", {}, "Where the gateway asks for credentials, send ", h("code", {}, "authenticate"), " first, within 5 seconds."),
    h("div", { class: "controls" }, connect, chosen, send), frame, log);
};
