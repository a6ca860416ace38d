// The place within the page: `#/shipments?status=IN_TRANSIT`. Each link can be opened again.
import { signal } from "./signal.js";

const parse = () => {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?");
  const [view = "", ...rest] = path.split("/").filter(Boolean);
  return { view, rest, query: Object.fromEntries(new URLSearchParams(query)) };
};

/** `{view, rest, query}`; view is empty at the start. */
export const route = signal(parse());

addEventListener("hashchange", () => route.set(parse()));

export function link(view, rest = [], query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
  return `#/${[view, ...rest].filter(Boolean).join("/")}${text}`;
}

export const shipmentLink = (id, tab) => link("shipments", [id], { tab });

export function go(hash, replace = false) {
  if (replace) {
    history.replaceState(null, "", hash);
    route.set(parse());
  } else {
    location.hash = hash;
  }
}
