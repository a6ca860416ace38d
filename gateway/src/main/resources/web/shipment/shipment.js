// One shipment's whole story on one page.
import { html, useEffect, useState } from "../vendor/preact.js";
import { get } from "../core/http.js";
import { carrierName } from "../core/places.js";
import { link, shipmentLink } from "../core/router.js";
import { hasFeature, role } from "../core/session.js";
import { words } from "../core/time.js";
import { actionsOn, openTender } from "../ui/actions.js";
import { ActionButton } from "../ui/command.js";
import { Card, Empty, Facts, Id, Loading, ProblemBox, Status, Time } from "../ui/parts.js";
import { Booking } from "./booking.js";
import { Events } from "./events.js";
import { Hooks } from "./hooks.js";
import { Journey, milestonesOf } from "./journey.js";
import { NowNext } from "./now-next.js";
import { Papers } from "./papers.js";
import { PlaceMap, routeWords } from "./place-map.js";
import { Slider } from "./slider.js";
import { asOf, useStory } from "./story.js";
import { Tenders } from "./tender.js";

const absent = (problem) => {
  if (problem.status === 404 || problem.status === 403) {
    return null;
  }
  throw problem;
};

/** Tenders, documents and booking, as of the shown version. */
function useContexts(id, story) {
  const [contexts, setContexts] = useState({ tenders: [], documents: [], saga: null, version: 0, problem: null });
  const [turn, setTurn] = useState(0);
  const { at, newest, allEvents } = story;
  useEffect(() => {
    if (newest === 0) {
      return undefined;
    }
    let gone = false;
    const path = `/v1/shipments/${id}`;
    // A shipment without a booking has no such event: asking would be refused.
    const booked = hasFeature("saga") && role() !== "carrier" && allEvents.some((event) => event.type.startsWith("booking."));
    const numbers = [...new Set(allEvents.filter((event) => event.type.startsWith("bidding.") && (at === null || event.shipmentversion <= at)).map((event) => event.data.tender))];
    const read =
      at === null
        ? Promise.all([
            hasFeature("tenders") ? get(`${path}/tenders?min-version=${newest}`).then((answer) => answer.items, absent) : [],
            hasFeature("documents") ? get(`${path}/documents?min-version=${newest}`).then((answer) => answer.items, absent) : [],
            booked ? get(`${path}/saga?min-version=${newest}`).catch(absent) : null,
          ])
        : Promise.all([
            Promise.all(numbers.map((number) => asOf(`${path}/tenders/${number}`, at).catch(absent))),
            hasFeature("documents") ? asOf(`${path}/documents`, at).then((answer) => answer?.items, absent) : [],
            booked && allEvents.find((event) => event.type.startsWith("booking.")).shipmentversion <= at ? asOf(`${path}/saga`, at).catch(absent) : null,
          ]);
    read.then(
      ([tenders, documents, saga]) => gone || setContexts({ tenders: (tenders || []).filter(Boolean), documents: documents || [], saga, version: at ?? newest, problem: null }),
      (problem) => gone || setContexts((was) => ({ ...was, problem })),
    );
    return () => {
      gone = true;
    };
  }, [id, at, newest, turn]);
  return { ...contexts, reload: () => setTurn((n) => n + 1) };
}

const Raw = ({ shipment }) => html`<${Card} title="Raw"><pre tabindex="0">${JSON.stringify(shipment, null, 2)}</pre><//>`;

/** The tabs: a new one is one more entry. */
const TABS = [
  { name: "events", title: "Events", Tab: ({ story }) => html`<${Events} story=${story} />` },
  {
    name: "tender",
    title: "Tender",
    feature: "tenders",
    Tab: ({ story, contexts, past }) => {
      const open = contexts.tenders.some((tender) => !["FAILED", "WITHDRAWN", "REVOKED"].includes(tender.tenderStatus));
      const may = !past && !open && ["shipper", "operator"].includes(role()) && ["BOOKED", "CARRIER_ASSIGNED"].includes(story.shipment.status);
      const action = may && html`<${ActionButton} action=${{ ...openTender(story.shipment), done: contexts.reload }} />`;
      return html`<${Card} title="Tenders" state=${contexts.tenders.length ? "ready" : "empty"}><${Tenders} tenders=${contexts.tenders} past=${past} done=${contexts.reload} action=${action} /><//>`;
    },
  },
  { name: "documents", title: "Documents", feature: "documents", Tab: ({ story, contexts, past }) => html`<${Papers} shipment=${story.shipment} documents=${contexts.documents} past=${past} done=${contexts.reload} />` },
  { name: "booking", title: "Booking", feature: "saga", when: () => role() !== "carrier", Tab: ({ story, contexts, past }) => html`<${Booking} shipment=${story.shipment} saga=${contexts.saga} past=${past} done=${contexts.reload} />` },
  { name: "webhooks", title: "Webhooks", feature: "webhooks", Tab: ({ story }) => html`<${Hooks} shipment=${story.current} />` },
  { name: "raw", title: "Raw", Tab: ({ story }) => html`<${Raw} shipment=${story.shipment} />` },
];

const Header = ({ shipment, past, reload }) => {
  const actions = past ? [] : actionsOn(shipment);
  const first = actions.slice(0, 4);
  const rest = actions.slice(4);
  return html`<header class="page-head">
    <div>
      <div class="story-head"><h1>${shipment.reference}</h1><${Status} status=${shipment.status} /><${Id} id=${shipment.shipmentId} /></div>
      <p class="route">${routeWords(shipment)} · ${words(shipment.mode)} · ${shipment.shipper}${shipment.carrier ? ` · ${carrierName(shipment.carrier)}${shipment.vehicle ? `, ${shipment.vehicle}` : ""}` : ""}</p>
    </div>
    <div class="head-actions">
      ${first.map((action, i) => html`<${ActionButton} key=${action.action} action=${{ ...action, done: reload }} primary=${i === 0} />`)}
      ${rest.length > 0 && html`<details class="more"><summary>More</summary><div>${rest.map((action) => html`<${ActionButton} key=${action.action} action=${{ ...action, done: reload }} />`)}</div></details>`}
    </div>
  </header>`;
};

const Goods = ({ shipment }) => html`<${Card} title="Goods"
  ><${Facts}
    of=${[
      ["Description", shipment.cargo.description],
      ["Packages", shipment.cargo.packages],
      ["Gross weight", `${shipment.cargo.grossWeightKg} kg`],
      ["Container", shipment.cargo.containerNumber && html`<a href=${link("shipments", [], { container: shipment.cargo.containerNumber })}>${shipment.cargo.containerNumber}</a>`],
      ["Booked", html`<${Time} at=${shipment.bookedAt} version=${1} />`],
      ["Pick-up wanted", shipment.requestedPickupAt && html`<${Time} at=${shipment.requestedPickupAt} />`],
      ["Delivery wanted", shipment.requestedDeliveryBy && html`<${Time} at=${shipment.requestedDeliveryBy} />`],
    ]}
  /><//>`;

export const Shipment = ({ rest, query }) => {
  const id = rest[0];
  const story = useStory(id);
  const contexts = useContexts(id, story);
  const { shipment, problem, at } = story;
  if (!shipment) {
    return html`<${Card} label="Shipment" state=${problem ? "error" : "loading"}>${problem ? html`<${ProblemBox} problem=${problem} retry=${story.reload} />` : html`<${Loading} rows=${8} cancel=${story.cancel} />`}<//>`;
  }
  if (story.ended) {
    return html`<${Card} label="Shipment" state="empty"><${Empty} action=${html`<a href=${link("shipments")}>Back to the list</a>`}>You may not read this shipment any more.<//><//>`;
  }
  const past = at !== null;
  const tabs = TABS.filter((tab) => (!tab.feature || hasFeature(tab.feature)) && (!tab.when || tab.when()));
  const tab = tabs.find((one) => one.name === query.tab) || tabs[0];
  const milestones = milestonesOf(story.events);
  return html`
    <div data-shipment-id=${id} data-status=${shipment.status} data-version=${shipment.version}>
      <${Header} shipment=${shipment} past=${past} reload=${() => {}} />
      <${Slider} story=${story} />
      <div class=${past ? "past" : ""}>
        <div class="story">
          <div class="stack">
            <${Card} title="Journey"><${Journey} shipment=${shipment} milestones=${milestones} /><//>
            <div>
              <nav class="tabs" role="tablist" aria-label="Parts of the story">${tabs.map(({ name, title }) => html`<a key=${name} role="tab" aria-selected=${tab.name === name ? "true" : "false"} href=${shipmentLink(id, name)}>${title}</a>`)}</nav>
              <${tab.Tab} story=${story} contexts=${contexts} past=${past} />
            </div>
          </div>
          <div class="stack">
            <${Card} title="Now and next"><${NowNext} shipment=${shipment} saga=${contexts.saga} /><//>
            <${PlaceMap} shipment=${shipment} positions=${story.positions} />
            <${Goods} shipment=${shipment} />
          </div>
        </div>
      </div>
    </div>
  `;
};
