// Schemas and descriptions as elements. Texts become text nodes: nothing of a document is taken for HTML.
"use strict";

/** An element with attributes and children, which are elements or texts. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** The part of Markdown that the documents use within a line: code, bold, links. */
function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part) => {
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
    if (link) {
      return h("a", { href: link[2] }, link[1]);
    }
    if (part.startsWith("`") && part.length > 1) {
      return h("code", {}, part.slice(1, -1));
    }
    return part.startsWith("**") ? h("strong", {}, part.slice(2, -2)) : part;
  });
}

/** And what it uses around lines: paragraphs and tables. */
function prose(text) {
  return (text || "").trim().split(/\n\s*\n/).filter(Boolean).map((block) => {
    const lines = block.split("\n");
    if (!lines[0].startsWith("|")) {
      return h("p", {}, inline(lines.join(" ")));
    }
    const cells = (line) => line.trim().slice(1, -1).split("|").map((cell) => cell.trim());
    const row = (line, tag) => h("tr", {}, cells(line).map((cell) => h(tag, {}, inline(cell))));
    return h("div", { class: "scrolls" },
      h("table", {}, h("thead", {}, row(lines[0], "th")), h("tbody", {}, lines.slice(2).map((line) => row(line, "td")))));
  });
}

/** Looks up references within the documents, which are given by their names. */
class Documents {
  constructor(byName, own) {
    this.byName = byName;
    this.own = own;
  }

  /** What a node is, and where its own references start from. */
  resolve(node, from = this.own) {
    let at = { node, from };
    while (at.node && at.node.$ref) {
      const [file, pointer] = at.node.$ref.split("#");
      const name = file ? file.replace("./", "") : at.from;
      const found = pointer.slice(1).split("/").reduce(
        (value, key) => value[key.replaceAll("~1", "/").replaceAll("~0", "~")], this.byName[name]);
      at = { node: found, from: name };
    }
    return at;
  }

  /** A schema with its allOf merged in, and those of its oneOf or anyOf that it leaves possible. */
  schema(node, from = this.own) {
    const at = this.resolve(node, from);
    const merged = { description: at.node.description, required: [], properties: new Map(), oneOf: [], facts: {} };
    this.#merge(merged, at);
    const possible = merged.oneOf.filter((one) => this.#possible(merged, one));
    if (merged.oneOf.length > 0 && possible.length === 1) {
      merged.oneOf = [];
      this.#merge(merged, possible[0], true);
    } else {
      merged.oneOf = possible;
    }
    return merged;
  }

  /** What is there already is kept if it is said more closely. */
  #merge(merged, { node, from }, keep = false) {
    (node.allOf || []).filter((part) => !part.if).forEach((part) => this.#merge(merged, this.resolve(part, from), keep));
    merged.required.push(...(node.required || []));
    for (const [name, property] of Object.entries(node.properties || {})) {
      const former = merged.properties.get(name);
      const bare = former && this.resolve(former.node, former.from).node;
      const said = bare && ("const" in bare || bare.allOf || bare.properties);
      if (!(keep && said)) {
        merged.properties.set(name, { node: property, from });
      }
    }
    merged.oneOf.push(...(node.oneOf || node.anyOf || []).map((one) => this.resolve(one, from)));
    Object.assign(merged.facts, node);
  }

  #possible(merged, one) {
    return Object.entries(one.node.properties || {}).every(([name, property]) => {
      const given = merged.properties.get(name);
      const constant = given && this.resolve(given.node, given.from).node.const;
      if (constant === undefined) {
        return true;
      }
      const allowed = "const" in property ? [property.const] : property.enum;
      return !allowed || allowed.includes(constant);
    });
  }
}

/** What must hold of a value, in words. */
function facts(schema) {
  const is = schema.facts;
  const words = [];
  if ("const" in is) {
    return h("code", {}, JSON.stringify(is.const));
  }
  words.push(is.format || is.type || (schema.properties.size > 0 ? "object" : ""));
  const [least, most] = [is.minLength || 0, is.maxLength];
  if (least > 0 || most !== undefined) {
    words.push((most === undefined ? `at least ${least}` : least > 0 ? `${least} to ${most}` : `up to ${most}`) + " characters");
  }
  const bounds = [
    ["from", is.minimum], ["above", is.exclusiveMinimum], ["to", is.maximum], ["below", is.exclusiveMaximum],
  ].filter(([, bound]) => bound !== undefined);
  words.push(bounds.map(([word, bound]) => `${word} ${bound}`).join(" "));
  const text = words.filter(Boolean).join(", ");
  return is.enum ? [text + ": ", is.enum.flatMap((one) => [h("code", {}, String(one)), " "])] : text;
}

/** A schema as a list of its members, those below them folded away. */
function members(documents, schema, required = schema.required) {
  const rows = [...schema.properties].map(([name, { node, from }]) => {
    const at = documents.resolve(node, from);
    const inner = documents.schema(at.node, at.from);
    const items = inner.facts.items && documents.schema(inner.facts.items, at.from);
    const below = items || inner;
    const nested = below.properties.size > 0 || below.oneOf.length > 0;
    return h("li", {},
      h("div", { class: "member" },
        h("code", { class: "member-name" }, name),
        required.includes(name) ? null : h("span", { class: "optional" }, "optional"),
        h("span", { class: "facts" }, facts(inner), items ? ` of ${items.facts.type || "object"}` : null)),
      prose(node.description || inner.description),
      nested ? h("details", {}, h("summary", {}, "members"), members(documents, below)) : null);
  });
  const choices = schema.oneOf.map(({ node, from }) => {
    const one = documents.schema(node, from);
    const named = one.properties.size > 0 ? one : null;
    return named ? h("li", {}, h("div", { class: "choice" }, "either"), members(documents, named, [...schema.required, ...named.required])) : null;
  });
  return h("ul", { class: "members" }, rows, choices);
}
