// The booking process: its phase, its plan, what is stuck, and the remedies.
import { html } from "../vendor/preact.js";
import { role } from "../core/session.js";
import { words } from "../core/time.js";
import { startBooking } from "../ui/actions.js";
import { ActionButton } from "../ui/command.js";
import { Card, Empty, Facts, Tag, Time } from "../ui/parts.js";
import { NowNext } from "./now-next.js";

const PHASES = ["TENDERING", "DOCUMENTING", "RELEASED", "TRANSPORTING", "CLOSING", "COMPLETED"];
const isFinal = (phase) => ["COMPLETED", "COMPENSATED"].includes(phase);

/** The actions on a booking; retry, skip, pause and resume. */
export function bookingActions(shipmentId, saga, done) {
  const at = (rest) => `/v1/shipments/${shipmentId}/saga${rest}`;
  const actions = [];
  if (!["shipper", "operator"].includes(role()) || isFinal(saga.phase)) {
    return actions;
  }
  if (saga.stuck || saga.held?.some((held) => held.cause === "NO_CARRIER")) {
    actions.push({ action: "retry", title: "Try again", sentence: saga.stuck ? `The step "${saga.stuck.rule}" is tried once more.` : "The tenders of the plan begin anew.", method: "POST", path: at("/retry"), done });
  }
  if (saga.stuck && role() === "operator") {
    actions.push({ action: "skip", title: "Skip the step", sentence: `The step "${saga.stuck.rule}" of ${saga.stuck.subject} is never tried again.`, method: "POST", path: at("/skip"), fields: [{ name: "reason", label: "Reason", required: true, most: 200 }], body: (values) => ({ rule: saga.stuck.rule, subject: saga.stuck.subject, ...values }), done });
  }
  if (saga.paused) {
    actions.push({ action: "resume", title: "Resume", sentence: "What has come due meanwhile is done at once.", method: "POST", path: at("/resume"), done });
  } else {
    actions.push({ action: "pause", title: "Pause", method: "POST", path: at("/pause"), fields: [{ name: "reason", label: "Reason", required: true, most: 200 }], done });
  }
  return actions;
}

export const Booking = ({ shipment, saga, past, done }) => {
  if (!saga) {
    const may = !past && ["shipper", "operator"].includes(role()) && ["BOOKED", "CARRIER_ASSIGNED"].includes(shipment.status);
    return html`<${Card} title="Booking" state="empty"><${Empty} action=${may && html`<${ActionButton} action=${{ ...startBooking(shipment), done }} />`}>No booking process runs for this shipment${past ? " at that version" : ""}: people do each step.<//><//>`;
  }
  const reached = PHASES.indexOf(saga.phase);
  const { plan } = saga;
  return html`<${Card} title="Booking" actions=${!past && bookingActions(shipment.shipmentId, saga, done).map((action) => html`<${ActionButton} key=${action.action} action=${action} />`)}>
    <div class="stack">
      <ol class="phases" aria-label="Phases">
        ${(reached >= 0 ? PHASES : [saga.phase]).map((phase, i) => html`<li key=${phase} aria-current=${phase === saga.phase ? "step" : undefined}><${Tag} group=${phase === saga.phase ? (isFinal(phase) ? "done" : "moving") : i < reached ? "done" : "planned"}>${words(phase)}<//></li>`)}
      </ol>
      <${NowNext} shipment=${shipment} saga=${saga} />
      <${Facts}
        of=${[
          ["Started", html`<${Time} at=${saga.startedAt} />`],
          ["Tenders planned", plan.tenders?.length],
          ["Documents planned", plan.documents?.length],
          ["The usual documents", plan.defaultDocuments ? "yes" : "no"],
          ["Releases by itself", plan.autoRelease ? "yes" : "no"],
          ["A late document", words(plan.onLateDocument)],
          ["Without a carrier", words(plan.onNoCarrier)],
          ["Outcome", saga.outcome && words(saga.outcome)],
        ]}
      />
    </div>
  <//>`;
};
