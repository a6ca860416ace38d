// What the view of a shipment shows: read once, followed live, and read as of any version.
import { useEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { put, shipments } from "../core/fleet.js";
import { CANCELLED, get, withQuery } from "../core/http.js";
import { subscribe } from "../core/live.js";

const EVENTS_PAGE = 1000;
const AGAIN_MILLIS = 5000;

async function allEvents(id) {
  const items = [];
  let page;
  do {
    page = (await get(withQuery(`/v1/shipments/${id}/events`, { limit: EVENTS_PAGE, after: items.at(-1)?.shipmentversion }))).items;
    items.push(...page);
  } while (page.length === EVENTS_PAGE);
  return items;
}

const past = new Map();
const MOST_PAST = 500;

/** The answer of a path as of a version: such an answer never changes. Null where nothing was there yet. */
export function asOf(path, version) {
  const key = `${path}?at-version=${version}`;
  if (!past.has(key)) {
    if (past.size > MOST_PAST) {
      past.clear();
    }
    past.set(
      key,
      get(key).catch((problem) => {
        if (problem.status === 404 && problem.code !== "shipment-not-found") {
          return null;
        }
        past.delete(key);
        throw problem;
      }),
    );
  }
  return past.get(key);
}

/**
 * `{shipment, events, positions, version, at, setAt, problem, ended, reload}`: `at` is the chosen version,
 * or null for live; `shipment` and `events` are as of then.
 */
export function useStory(id) {
  const [live, setLive] = useState({ shipment: null, events: [], positions: [], problem: null, ended: null });
  const [at, setAt] = useState(null);
  const [then, setThen] = useState(null);
  const state = useRef(live);
  const update = (change) => {
    state.current = { ...state.current, ...change };
    setLive(state.current);
  };

  const load = async () => {
    try {
      const [shipment, events, positions] = await Promise.all([
        get(`/v1/shipments/${id}`),
        allEvents(id),
        get(`/v1/shipments/${id}/positions?limit=50`).then((page) => page.items.reverse()),
      ]);
      update({ shipment, events, positions, problem: null });
      if (shipments.has(id)) {
        put(shipment);
      }
      return events.at(-1)?.shipmentversion ?? shipment.version;
    } catch (problem) {
      update({ problem });
      throw problem;
    }
  };

  useEffect(() => {
    let stop = () => {};
    let gone = false;
    update({ shipment: null, events: [], positions: [], problem: null, ended: null });
    setAt(null);
    let again = 0;
    const begin = () =>
      load().then(
        (version) => gone || follow(version),
        ({ status }) => {
          // A gateway that is away comes back; what it refuses stays refused.
          if (!gone && (status === 0 || status >= 500)) {
            again = setTimeout(begin, AGAIN_MILLIS);
          }
        },
      );
    const follow = (version) => {
      stop = subscribe(id, version, {
        event: (event) => {
          if (!state.current.events.some((one) => one.id === event.id)) {
            update({ events: [...state.current.events, event] });
          }
          get(`/v1/shipments/${id}?min-version=${event.shipmentversion}`)
            .then((shipment) => shipment.version >= (state.current.shipment?.version ?? 0) && update({ shipment }))
            .catch(() => load().catch(() => {}));
        },
        position: (position) => {
          const positions = state.current.positions.filter((one) => one.observedAt !== position.observedAt);
          update({ positions: [...positions.slice(-49), position], shipment: { ...state.current.shipment, lastPosition: position } });
        },
        snapshot: () => load().catch(() => {}),
        ended: (reason) => update({ ended: reason }),
      });
    };
    begin();
    return () => {
      gone = true;
      clearTimeout(again);
      stop();
    };
  }, [id]);

  const path = `/v1/shipments/${id}`;
  const newest = live.shipment?.version ?? 0;
  useEffect(() => {
    if (at === null) {
      setThen(null);
      return;
    }
    asOf(path, at).then((shipment) => setThen((was) => ({ ...was, version: at, shipment })), (problem) => setThen({ version: at, problem }));
    // A step to a neighbour must not wait.
    for (const near of [at - 1, at + 1]) {
      if (near >= 1 && near <= newest) {
        asOf(path, near).catch(() => {});
      }
    }
  }, [at]);

  const shown = at !== null && then?.version === at ? then.shipment : null;
  const events = useMemo(() => (at === null ? live.events : live.events.filter((event) => event.shipmentversion <= at)), [at, live.events]);
  return {
    ...live,
    shipment: at === null ? live.shipment : shown || live.shipment,
    current: live.shipment,
    events,
    allEvents: live.events,
    positions: at === null ? live.positions : positionsUntil(live, at),
    version: at ?? newest,
    newest,
    at,
    setAt: (version) => setAt(version === null || version >= newest ? null : Math.max(1, version)),
    settled: at === null || Boolean(shown),
    reload: () => {
      update({ problem: null });
      load().catch(() => {});
    },
    cancel: () => update({ problem: CANCELLED }),
  };
}

function positionsUntil({ events, positions }, at) {
  const time = events.find((event) => event.shipmentversion === at)?.time;
  return time ? positions.filter((position) => position.recordedAt <= time) : positions;
}
