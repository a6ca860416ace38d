// Reading what a card shows: once, again on demand, or every few seconds.
import { CANCELLED } from "../core/http.js";
import { useCallback, useEffect, useRef, useState } from "../vendor/preact.js";

/**
 * `{data, problem, reload, cancel, at}`. Reads anew when a dependency changes, and every `every` milliseconds.
 * A failed poll keeps the data: its age is `at`.
 */
export function useLoad(read, dependencies, { every } = {}) {
  const [state, setState] = useState({ data: null, problem: null, at: 0 });
  const turn = useRef(0);
  const cancelled = useRef(false);
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    if (cancelled.current) {
      cancelled.current = false;
      setState((was) => ({ ...was, problem: null }));
    }
    try {
      const data = await read();
      if (mine === turn.current) {
        setState({ data, problem: null, at: Date.now() });
      }
    } catch (problem) {
      if (mine === turn.current && problem.name !== "AbortError") {
        setState((was) => ({ ...was, problem }));
      }
    }
  }, dependencies);
  useEffect(() => {
    setState({ data: null, problem: null, at: 0 });
    reload();
    const timer = every ? setInterval(() => document.hidden || cancelled.current || reload(), every) : 0;
    return () => {
      clearInterval(timer);
      turn.current++;
    };
  }, [reload]);
  const cancel = () => {
    turn.current++;
    cancelled.current = true;
    setState((was) => ({ ...was, problem: CANCELLED }));
  };
  return { ...state, reload, cancel };
}

/** All items of a list that is paged, up to `most`. */
export async function allItems(get, path, withQuery, parameters = {}, most = 1000) {
  const items = [];
  let after;
  do {
    const page = await get(withQuery(path, { ...parameters, limit: 200, after }));
    items.push(...page.items);
    after = page.next;
  } while (after && items.length < most);
  return items;
}
