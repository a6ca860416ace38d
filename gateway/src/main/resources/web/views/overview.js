// The overview: how many are where, what needs attention, and all of them on the map.
import { html, useEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { attentionOf } from "../core/attention.js";
import { cancel, fleet, isStale, positions, shipments, start } from "../core/fleet.js";
import { get, withQuery } from "../core/http.js";
import { placeName } from "../core/places.js";
import { go, link, shipmentLink } from "../core/router.js";
import { hasFeature, role, viewAs } from "../core/session.js";
import { useSignal } from "../core/signal.js";
import { groupOf, GROUPS } from "../core/status.js";
import { count, words } from "../core/time.js";
import { demo } from "../demo/demo.js";
import { xOf, yOf } from "../map/projection.js";
import { WorldMap } from "../map/map.js";
import { useLoad } from "../ui/load.js";
import { Card, Empty, Glyph, Loading, ProblemBox, Status, Time } from "../ui/parts.js";

const MOST = 10000;
const SHOWN = 60;
const IN_VIEW = 200;
/** For so long the map shows all that come, unless it has been moved by hand. */
const FIT_MILLIS = 30000;
const ORDER = ["exception", "attention", "moving", "waiting", "planned", "returning", "done", "cancelled"];

const byShipment = (items) => new Map(items.map((item) => [item.shipmentId, item]));

/** Held and stuck bookings, and documents that are due: by shipment, read now and then. */
function useWorries() {
  const as = useSignal(viewAs);
  return useLoad(
    async () => {
      const [sagas, documents] = await Promise.all([
        hasFeature("saga") && role() !== "carrier"
          ? Promise.all([get("/v1/sagas?stuck=true&limit=100"), ...["NO_CARRIER", "DOCUMENT_OVERDUE", "CARRIER_GONE", "MISDELIVERY_RISK"].map((held) => get(withQuery("/v1/sagas", { held, limit: 50 })))]).then((pages) => pages.flatMap((page) => page.items))
          : [],
        hasFeature("documents") ? get("/v1/documents?limit=200").then((page) => page.items) : [],
      ]);
      const due = documents.filter((d) => d.dueAt && !d.satisfied);
      return { sagas: byShipment(sagas.reverse()), documents: byShipment(due.reverse()) };
    },
    [as],
    { every: 15000 },
  );
}

const Groups = () => {
  const { complete } = useSignal(fleet, 250);
  const counts = Object.fromEntries(ORDER.map((group) => [group, 0]));
  shipments.forEach((shipment) => counts[groupOf(shipment.status)]++);
  const more = !complete && shipments.size >= MOST ? "+" : "";
  return html`<div class="groups">
    ${ORDER.map(
      (group) => html`<a class="group" key=${group} data-group=${group} href=${link("shipments", [], { group })} title=${GROUPS[group].statuses.map(words).join(", ")}>
        <span class="group-count"><${Glyph} group=${group} /><span class="number-big">${count(counts[group])}${more}</span></span>
        <span class="group-word"><span>${GROUPS[group].word}</span></span>
      </a>`,
    )}
  </div>`;
};

const Attention = () => {
  const { state, problem } = useSignal(fleet, 500);
  const worries = useWorries();
  const [shown, setShown] = useState(SHOWN);
  const rows = [];
  shipments.forEach((shipment) => {
    const worry = attentionOf(shipment, worries.data?.sagas, worries.data?.documents);
    if (worry) {
      rows.push({ shipment, ...worry });
    }
  });
  rows.sort((a, b) => a.rank - b.rank || (a.since < b.since ? -1 : 1));
  const cardState = state === "error" ? "error" : state === "loading" ? "loading" : rows.length === 0 ? "empty" : "ready";
  return html`<${Card} title="Needs attention" state=${cardState} actions=${rows.length > 0 && html`<span class="quiet">${count(rows.length)}</span>`}>
    ${cardState === "error" && html`<${ProblemBox} problem=${problem} retry=${start} />`}
    ${cardState === "loading" && html`<${Loading} cancel=${cancel} />`}
    ${cardState === "empty" && html`<${Empty}>Nothing needs you now. Exceptions, customs holds, late shipments, stuck bookings and due documents come up here.<//>`}
    ${rows.length > 0 &&
    html`<ul class="list scroll">
      ${rows.slice(0, shown).map(
        ({ shipment, why, since }) => html`<li key=${shipment.shipmentId}>
          <a class="row" data-row href=${shipmentLink(shipment.shipmentId)} data-shipment-id=${shipment.shipmentId} data-status=${shipment.status} data-version=${shipment.version}>
            <strong>${shipment.reference}</strong><${Status} status=${shipment.status} />
            <span class="why">${why} · ${placeName(shipment.origin)} → ${placeName(shipment.destination)}</span><span class="why"><${Time} at=${since} age /></span>
          </a>
        </li>`,
      )}
    </ul>`}
    ${rows.length > shown && html`<button type="button" class="link" onClick=${() => setShown(shown + 200)}>Show more</button>`}
  <//>`;
};

/** The shipments of the store that have a position; collected anew only when the set may have changed. */
function useMapSource() {
  return useMemo(() => {
    let located = null;
    const collect = () => {
      located = [];
      shipments.forEach((shipment) => shipment.lastPosition && located.push(shipment));
      return located;
    };
    return {
      all: () => located || collect(),
      follow(listener) {
        const rows = fleet.follow(() => {
          located = null;
          listener();
        });
        const places = positions.follow(listener);
        return () => {
          rows();
          places();
        };
      },
    };
  }, []);
}

const InView = ({ viewport }) => {
  useSignal(positions, 1000);
  useSignal(fleet, 1000);
  const seen = [];
  let located = 0;
  const spot = { x: 0, y: 0 };
  shipments.forEach((shipment) => {
    if (!shipment.lastPosition) {
      return;
    }
    located++;
    if (!viewport || seen.length >= IN_VIEW) {
      return;
    }
    const { lat, lon } = shipment.lastPosition.position;
    viewport.place(xOf(lon), yOf(lat), spot);
    if (spot.x >= 0 && spot.y >= 0 && spot.x <= viewport.width && spot.y <= viewport.height) {
      seen.push(shipment);
    }
  });
  const never = shipments.size - located;
  const unplaced = [];
  for (const shipment of never > 0 ? shipments.values() : []) {
    if (!shipment.lastPosition && unplaced.push(shipment) >= IN_VIEW) {
      break;
    }
  }
  return html`<div class="map-foot">
    ${ORDER.slice(0, 7).map((group) => html`<span class="group-word" key=${group} data-group=${group}><${Glyph} group=${group} size=${12} />${GROUPS[group].word}</span>`)}
    <span>hollow: silent for 30 min</span>
    ${never > 0 && html`<span>${count(never)} without a position</span>`}
    <details>
      <summary>In view: ${seen.length >= IN_VIEW ? `the first ${IN_VIEW}` : count(seen.length)}</summary>
      <ul class="in-view">
        ${seen.map((shipment) => {
          const { lat, lon } = shipment.lastPosition.position;
          return html`<li key=${shipment.shipmentId} data-shipment-id=${shipment.shipmentId} data-status=${shipment.status} data-version=${shipment.version} data-lat=${lat} data-lon=${lon} data-stale=${String(isStale(shipment))}>
            <a href=${shipmentLink(shipment.shipmentId)}>${shipment.reference}</a> <span class="quiet">${words(shipment.status)} · ${lat.toFixed(2)}, ${lon.toFixed(2)}</span>
          </li>`;
        })}
        ${unplaced.map((shipment) => html`<li key=${shipment.shipmentId} data-shipment-id=${shipment.shipmentId} data-status=${shipment.status} data-version=${shipment.version}><a href=${shipmentLink(shipment.shipmentId)}>${shipment.reference}</a> <span class="quiet">${words(shipment.status)} · no position</span></li>`)}
      </ul>
    </details>
  </div>`;
};

export const Overview = () => {
  const { state, complete } = useSignal(fleet, 250);
  const source = useMapSource();
  const [viewport, setViewport] = useState(null);
  const fitted = useRef({ count: 0, until: performance.now() + FIT_MILLIS });
  const [fitTo, setFitTo] = useState(null);

  useEffect(() => {
    if (state === "ready" && complete && shipments.size === 0 && demo.value.state === "stopped") {
      go(link("start"), true);
    }
    const located = source.all();
    if (located.length !== fitted.current.count && performance.now() < fitted.current.until) {
      fitted.current.count = located.length;
      setFitTo(located.map((shipment) => shipment.lastPosition.position));
    }
  });
  return html`
    <h1 class="hidden">Overview</h1>
    <div class="overview">
      <div class="stack"><${Groups} /><${Attention} /></div>
      <${Card} class="map-card map-place" label="Map" state=${state === "loading" ? "loading" : "ready"}>
        <${WorldMap} source=${source} label="Map of all shipments" fitTo=${fitTo} mostZoom=${4.5} chosen=${(shipment) => go(shipmentLink(shipment.shipmentId))} moved=${(view) => setViewport(view)} />
        <${InView} viewport=${viewport} />
      <//>
    </div>
  `;
};
