// The OpenAPI document as it is shown: what a visitor sends without a change is taken by the gateway.
"use strict";

/** The shipment of the examples, which no gateway has. */
const EXAMPLE_SHIPMENT = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";

/** Ids that may be ones, though nothing has them. */
const NO_OBJECT = "0".repeat(8);
const NOTHING = "0".repeat(26);

/** What stands in paths whose parameter has no example. */
const PATH_EXAMPLES = {
  keyId: NO_OBJECT, groupId: NO_OBJECT, webhookId: NOTHING, letterId: NOTHING, jobId: NOTHING, deviceId: "tracker-7",
  relay: "events", tenant: "default", asset: "docs.css", version: 1, type: "shipment.booked.v1", file: "page.css",
  folder: "core", part: "http.js",
};

/** So much of an answer is shown: to color more of it takes seconds, in which the page stands still. */
const MOST_CHARACTERS = 20_000;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];

/** The newest shipment that the visitor may read without credentials, or the examples' one. */
async function knownShipment() {
  try {
    const answer = await fetch("/v1/shipments?limit=1");
    const newest = answer.ok ? (await answer.json()).items[0] : null;
    return newest ? newest.shipmentId : EXAMPLE_SHIPMENT;
  } catch {
    return EXAMPLE_SHIPMENT;
  }
}

/** Members of the document that hold values, in which nothing refers to anything. */
const VALUES = new Set(["const", "default", "enum", "example", "value"]);

/** Two schemas as one: lists joined, members of both, else what the second says. */
function merged(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) {
    return [...one, ...other];
  }
  const objects = [one, other].every((value) => value !== null && typeof value === "object" && !Array.isArray(value));
  if (!objects) {
    return other;
  }
  const both = { ...one };
  for (const [name, value] of Object.entries(other)) {
    both[name] = name in one ? merged(one[name], value) : value;
  }
  return both;
}

class Presentation {
  constructor(openApi, shipmentId) {
    this.document = JSON.parse(JSON.stringify(openApi).replaceAll(EXAMPLE_SHIPMENT, shipmentId));
  }

  at(reference) {
    return reference.slice(2).split("/").reduce(
      (at, step) => at[step.replaceAll("~1", "/").replaceAll("~0", "~")], this.document);
  }

  resolve(node) {
    let found = node;
    while (found && found.$ref) {
      found = this.at(found.$ref);
    }
    return found;
  }

  /** A part of the document with what it refers to in place, and each allOf merged. */
  expand(node, within = []) {
    if (Array.isArray(node)) {
      return node.map((one) => this.expand(one, within));
    }
    if (node === null || typeof node !== "object") {
      return node;
    }
    if (typeof node.$ref === "string") {
      const { $ref, ...beside } = node;
      return within.includes($ref)
        ? { type: "object", description: "As above.", ...beside }
        : { ...this.expand(this.at($ref), [...within, $ref]), ...this.expand(beside, within) };
    }
    const { allOf, ...own } = node;
    const expanded = {};
    for (const [name, value] of Object.entries(own)) {
      expanded[name] = VALUES.has(name) ? value : name === "properties" ? this.members(value, within) : this.expand(value, within);
    }
    return Array.isArray(allOf) ? [...this.expand(allOf, within), expanded].reduce(merged, {}) : expanded;
  }

  /** The names of members are no keywords. */
  members(properties, within) {
    return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, this.expand(schema, within)]));
  }

  present() {
    // A socket is no request: it has a console of its own.
    delete this.document.paths["/v1/ws"];
    for (const [path, item] of Object.entries(this.document.paths)) {
      if (item.servers || METHODS.some((method) => item[method] && item[method].servers)) {
        // The browser may ask no other port than the page's own.
        delete this.document.paths[path];
        continue;
      }
      const shared = item.parameters || [];
      delete item.parameters;
      for (const method of METHODS.filter((name) => item[name])) {
        this.operation(item[method], shared);
      }
    }
    const used = new Set(Object.values(this.document.paths).flatMap(
      (item) => METHODS.flatMap((method) => (item[method] && item[method].tags) || [])));
    this.document.tags = (this.document.tags || []).filter((tag) => used.has(tag.name));
    return this.document;
  }

  operation(operation, shared) {
    const own = [...shared, ...(operation.parameters || [])].map((parameter) => this.parameter(parameter));
    operation.parameters = own.filter((parameter, index) => !own.slice(index + 1).some(
      (later) => later.name === parameter.name && later.in === parameter.in));
    if (operation.requestBody) {
      operation.requestBody = this.body(this.resolve(operation.requestBody));
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status >= "400") {
        operation.responses[status] = this.refusal(status, this.resolve(response));
      }
    }
  }

  /** Nothing optional is sent unless the visitor puts it in. */
  parameter(reference) {
    const parameter = { ...this.resolve(reference) };
    parameter.schema = { ...this.resolve(parameter.schema) };
    if (parameter.schema.items) {
      parameter.schema.items = { ...this.resolve(parameter.schema.items) };
    }
    if (parameter.required) {
      parameter.example = this.example(parameter);
    } else {
      if (parameter.schema.default !== undefined) {
        parameter.description = `${(parameter.description || "").trim()} Without it: ${parameter.schema.default}.`;
        delete parameter.schema.default;
      }
      delete parameter.example;
      delete parameter.schema.examples;
    }
    delete parameter.examples;
    return parameter;
  }

  example(parameter) {
    const schema = parameter.schema;
    const candidates = [parameter.example, PATH_EXAMPLES[parameter.name], schema.examples && schema.examples[0],
      schema.enum && schema.enum[0], schema.type === "integer" ? 1 : "example"];
    return candidates.find((candidate) => candidate !== undefined && candidate !== null);
  }

  body(body) {
    const content = { ...body.content };
    if (content["text/plain"]) {
      // The example of the hash is that of this text.
      return { ...body, content: { "text/plain": { schema: { type: "string" }, example: "test" } } };
    }
    for (const [type, media] of Object.entries(content)) {
      if (type !== "application/json" && !type.endsWith("+json")) {
        const examples = Object.values(media.examples || {});
        content[type] = { schema: { type: "string" }, example: examples.length > 0 ? examples[0].value : "" };
      }
    }
    return { ...body, content };
  }

  /** All refusals have one form, which stands once among the schemas. */
  refusal(status, response) {
    const media = (response.content || {})["application/problem+json"] || {};
    const examples = Object.values(media.examples || {}).map((example) => this.resolve(example).value);
    const example = media.example || examples[0] || { status: Number(status), title: response.description };
    return {
      description: response.description,
      content: { "application/problem+json": { schema: { type: "object" }, example } },
    };
  }
}

/** A stream does not end by itself: shows what comes within two seconds. */
async function fetchBriefly(url, options) {
  const ending = new AbortController();
  const answer = await fetch(url, { ...options, signal: ending.signal });
  if (!answer.ok) {
    return answer;
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const timer = setTimeout(() => ending.abort(), 2000);
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
    }
  } catch (ended) {
    if (!ending.signal.aborted) {
      throw ended;
    }
  }
  clearTimeout(timer);
  return new Response(text, { status: answer.status, headers: answer.headers });
}

/** What the page's library does otherwise for a document of this size and for batches. */
function changes(presentation) {
  return () => ({
    fn: {
      // Its own way takes a second for each operation.
      resolveSubtree: async (spec, path) => ({
        spec: presentation.expand(path.reduce((at, step) => at[step], presentation.document)),
        errors: [],
      }),
    },
    afterLoad() {
      // Lines of JSON are no JSON: it would put them in quotes.
      const { getSampleSchema } = this.fn;
      this.fn.getSampleSchema = (schema, type, config, example) =>
        type === "application/x-ndjson" && typeof example === "string" ? example : getSampleSchema(schema, type, config, example);
    },
  });
}

function cut(response) {
  const text = response.text;
  if (typeof text === "string" && text.length > MOST_CHARACTERS) {
    response.text = `${text.slice(0, MOST_CHARACTERS)}\n… and ${text.length - MOST_CHARACTERS} characters that are not shown here`;
    response.data = response.text;
  }
  return response;
}

/** Shows the operations, with a shipment that is there. */
window.showOperations = function (into, openApi, shipmentId) {
  const presentation = new Presentation(openApi, shipmentId);
  window.SwaggerUIBundle({
    spec: presentation.present(),
    plugins: [changes(presentation)],
    domNode: into,
    deepLinking: false,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    defaultModelRendering: "example",
    validatorUrl: null,
    requestInterceptor: (request) => {
      if (/\/stream(\?|$)/.test(request.url)) {
        request.userFetch = fetchBriefly;
      }
      return request;
    },
    responseInterceptor: cut,
  });
};
