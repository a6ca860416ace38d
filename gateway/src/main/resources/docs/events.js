// Shows an AsyncAPI 3.0 document: each channel with its messages, who sends them, and what they hold.
"use strict";

async function fetchDocument(name) {
  const answer = await fetch("/" + name);
  if (!answer.ok) {
    throw new Error(`${name}: ${answer.status}`);
  }
  return window.jsyaml.load(await answer.text(), { schema: window.jsyaml.CORE_SCHEMA });
}

/** Who sends a message, by the operations that name it. */
function directions(asyncApi) {
  const byReference = new Map();
  for (const operation of Object.values(asyncApi.operations)) {
    const note = (messages, says) => (messages || []).forEach((message) => byReference.set(message.$ref, says));
    note(operation.messages, operation.action === "receive" ? "you send" : "you get");
    note(operation.reply && operation.reply.messages, "answer");
  }
  return byReference;
}

function messageElement(documents, reference, direction) {
  const message = documents.resolve(reference).node;
  const payload = documents.schema(message.payload);
  const examples = (message.examples || []).map((example) =>
    h("pre", {}, JSON.stringify(example.payload, null, 2)));
  return h("details", { class: "message" },
    h("summary", {},
      h("span", { class: "direction " + direction.replace(" ", "-") }, direction),
      h("code", {}, message.title),
      h("span", { class: "summary" }, inline(message.summary || ""))),
    h("div", { class: "payload" },
      message.contentType ? h("p", { class: "facts" }, message.contentType) : null,
      payload.properties.size + payload.oneOf.length > 0
        ? members(documents, payload)
        : prose(payload.description),
      examples.length > 0 ? [h("h4", {}, "Example"), examples] : null));
}

function operationsElement(asyncApi, channelName) {
  const own = Object.values(asyncApi.operations).filter(
    (operation) => operation.channel.$ref === "#/channels/" + channelName && operation.description);
  return own.map((operation) => h("div", { class: "operation" }, h("h3", {}, operation.title), prose(operation.description)));
}

function channelElement(documents, asyncApi, name, sends) {
  const channel = asyncApi.channels[name];
  const server = documents.resolve(channel.servers[0]).node;
  const messages = Object.keys(channel.messages).map((message) =>
    messageElement(documents, channel.messages[message],
      sends.get(`#/channels/${name}/messages/${message}`) || "you get"));
  return h("section", { class: "channel", id: "channel-" + name },
    h("h2", {}, channel.title, " ", h("span", { class: "protocol" }, server.protocol)),
    h("p", {}, h("code", { class: "address" }, channel.address)),
    prose(channel.description),
    messages,
    h("details", { class: "operations" }, h("summary", {}, "What may be relied on"), operationsElement(asyncApi, name)));
}

/** Shows the events' document. */
window.showChannels = function (into, documents, asyncApi) {
  const sends = directions(asyncApi);
  into.replaceChildren(
    h("h2", { class: "title" }, asyncApi.info.title, " ", h("span", { class: "protocol" }, "AsyncAPI " + asyncApi.asyncapi)),
    ...prose(asyncApi.info.description),
    ...Object.keys(asyncApi.channels).map((name) => channelElement(documents, asyncApi, name, sends)));
};
