package io.quayside.gateway;

import io.quayside.domain.booking.BookingCommand.CompleteBooking;
import io.quayside.domain.booking.BookingCommand.EndCompensation;
import io.quayside.domain.booking.BookingCommand.Hold;
import io.quayside.domain.booking.BookingCommand.RemindOfDocument;
import io.quayside.domain.booking.BookingCommand.ReportStuck;
import io.quayside.domain.booking.HoldCause;
import io.quayside.domain.booking.Outcome;
import io.quayside.domain.booking.RuleName;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.DocumentationEvent.Subject;
import io.quayside.domain.documentation.Party;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Logs that have every event type between them. */
record EventScripts(String tenant, String shipper, String carrier) {
  private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015".repeat(2);

  /**
   * The logs by what they are about, each of a new shipment that is assigned to {@code carrier}.
   * HLCU and MAEU are invited to its tenders; every carrier is to the last one.
   */
  static Map<String, EventScript> all(String tenant, String shipper, String carrier) {
    return new EventScripts(tenant, shipper, carrier).all();
  }

  private EventScript assigned() {
    return EventScript.assigned(tenant, shipper, carrier);
  }

  private Map<String, EventScript> all() {
    Map<String, EventScript> scripts = new LinkedHashMap<>();
    scripts.put("a tender for bids", bids());
    scripts.put("a tender at given rates", rates());
    scripts.put("documents", documents());
    scripts.put(
        "a delivery",
        milestones(
            "PICKED_UP",
            "DEPARTED",
            "ARRIVED",
            "CUSTOMS_HELD",
            "CUSTOMS_RELEASED",
            "EXCEPTION_RAISED",
            "EXCEPTION_RESOLVED",
            "OUT_FOR_DELIVERY",
            "DELIVERY_ATTEMPTED",
            "AVAILABLE_FOR_PICKUP",
            "DELIVERED"));
    scripts.put("a return", milestones("PICKED_UP", "RETURN_STARTED", "RETURNED"));
    scripts.put("a loss", milestones("PICKED_UP", "LOST"));
    scripts.put(
        "a cancellation",
        assigned().subscribers().then("CancelShipment", "{'reason':'cancelled by phone'}"));
    scripts.put("a booking that is undone", undone());
    scripts.put("a booking that is completed", completed());
    return scripts;
  }

  private EventScript bids() {
    return assigned()
        .openSpot(
            ",'carriers':[{'carrier':'HLCU'},{'carrier':'MAEU'}],'ceiling':'7777.77',"
                + "'note':'note of the tender','equipment':'Curtainsider'")
        .subscribers()
        .then("PlaceBid", bid("HLCU", "1111.11"))
        .then("PlaceBid", bid("MAEU", "2222.22"))
        .then("PlaceBid", bid("HLCU", "1011.11"))
        .then("WithdrawBid", "{'tender':1,'carrier':'MAEU'}")
        .then("PlaceBid", bid("MAEU", "2022.22"))
        .then("CloseTender", "{'tender':1}")
        .then("MakeOffer", "{'tender':1,'carrier':'HLCU'}")
        .then("RespondToOffer", response("HLCU", "DECLINE','reasonCode':'NO_CAPACITY"))
        .then("MakeOffer", "{'tender':1,'carrier':'MAEU'}")
        .then("RespondToOffer", response("MAEU", "COUNTER','amount':'3333.33"))
        .then("MakeOffer", "{'tender':1,'carrier':'MAEU'}")
        .then("RevokeOffer", "{'tender':1,'carrier':'MAEU'}")
        .failTender(1)
        .openSpot("");
  }

  private static String bid(String carrier, String amount) {
    return "{'tender':1,'carrier':'%1$s','amount':'%2$s','transitHours':30,'note':'bid of %1$s'}"
        .formatted(carrier, amount);
  }

  private static String response(String carrier, String response) {
    return "{'tender':1,'carrier':'%1$s','response':'%2$s','note':'answer of %1$s'}"
        .formatted(carrier, response);
  }

  private EventScript rates() {
    return assigned()
        .then(
            "OpenTender",
            "{'kind':'WATERFALL','currency':'EUR','respondWithinSeconds':604800,'carriers':["
                + "{'carrier':'HLCU','amount':'1212.12'},{'carrier':'MAEU','amount':'1313.13'},"
                + "{'carrier':'DHLC','amount':'1414.14'}]}")
        .then("MakeOffer", "{'tender':1,'carrier':'HLCU'}")
        .subscribers()
        .expireOffer(1)
        .then("MakeOffer", "{'tender':1,'carrier':'MAEU'}")
        .then(
            "RespondToOffer",
            response("MAEU", "ACCEPT','vehicle':'HH-AB 12','condition':'tail lift needed"))
        .then(
            "GiveBack",
            "{'tender':1,'carrier':'MAEU','reasonCode':'EQUIPMENT','note':'truck broke down'}")
        .then("MakeOffer", "{'tender':1,'carrier':'DHLC'}")
        .then("RespondToOffer", response("DHLC", "ACCEPT"))
        .then("RevokeAward", "{'tender':1,'reason':'a cheaper one was found'}")
        .openSpot("");
  }

  /** HLCU takes over from the first carrier in the middle. */
  private EventScript documents() {
    return assigned()
        .openSpot("")
        .subscribers()
        .then("RequestDocument", "{'type':'COMMERCIAL_INVOICE'}")
        .then("SubmitDocument", submission(1, "invoice"))
        .then(
            "RejectDocument",
            "{'document':1,'revision':1,'reasonCode':'ILLEGIBLE','note':'second page missing'}")
        .then("RequestDocument", "{'type':'PACKING_LIST','shared':true}")
        .then("SubmitDocument", submission(2, "packing"))
        .then("VerifyDocument", "{'document':2,'revision':1,'note':'list is complete'}")
        .then("RequestDocument", "{'type':'BILL_OF_LADING'}")
        .then("SubmitDocument", "{'document':3,'reference':'BL-4711','platform':'WAVE'}")
        .then("VerifyDocument", "{'document':3,'revision':1}")
        .then("IssueDocument", "{'document':3,'revision':1,'reference':'BL-4712'}")
        .then("SurrenderDocument", "{'document':3,'for':'DELIVERY'}")
        .then("RequestDocument", "{'type':'OTHER','name':'Fumigation certificate'}")
        .then("WaiveDocument", "{'document':4,'reason':'known to the customs'}")
        .then("AssignCarrier", "{'carrier':'HLCU','vehicle':'HH-CD 34'}")
        .then("SubmitDocument", submission(2, "newer"))
        .then("VoidDocument", "{'document':1,'reason':'issued twice'}")
        .then("WithdrawTender", "{'tender':1,'reason':'assigned by phone'}")
        .then("VerifyDocument", "{'document':2,'revision':2,'note':'newer is complete'}")
        .openSpot("");
  }

  private static String submission(int document, String name) {
    return "{'document':%1$d,'sha256':'%2$s','fileName':'%3$s.pdf','reference':'ref-%3$s'}"
        .formatted(document, HASH, name);
  }

  /** Paused while others subscribe, so that the gateway's own process adds nothing. */
  private EventScript undone() {
    ReportStuck stuck =
        new ReportStuck(
            RuleName.REQUEST, "plan.documents/2", "limit-reached", "200 documents are not void");
    return assigned()
        .then(
            "StartBooking",
            "{'documents':[{'type':'COMMERCIAL_INVOICE','shared':true},"
                + "{'type':'EXPORT_DECLARATION'},{'type':'PACKING_LIST'}],'graceSeconds':4711}")
        .then("PauseBooking", "{'reason':'strike in the port'}")
        .then("RequestDocument", "{'type':'COMMERCIAL_INVOICE','shared':true}")
        .then("RequestDocument", "{'type':'EXPORT_DECLARATION'}")
        .subscribers()
        .thenBySaga(reminder(1, DocumentType.COMMERCIAL_INVOICE, true))
        .thenBySaga(reminder(2, DocumentType.EXPORT_DECLARATION, false))
        .thenBySaga(new Hold(HoldCause.DOCUMENT_OVERDUE, 2))
        .thenBySaga(stuck)
        .then("RetryBooking", "{}")
        .thenBySaga(stuck)
        .then(
            "SkipStep",
            "{'rule':'request','subject':'plan.documents/2','reason':'listed elsewhere'}")
        .then("ResumeBooking", "{}")
        .then("CancelShipment", "{'reason':'cancelled by phone'}")
        .then("VoidDocument", "{'document':2,'reason':'no goods'}")
        .then("VoidDocument", "{'document':1,'reason':'no goods'}")
        .thenBySaga(new EndCompensation());
  }

  private static RemindOfDocument reminder(int document, DocumentType type, boolean shared) {
    Subject subject =
        new Subject(document, type, null, Party.SHIPPER, shared, DocumentGate.RELEASE);
    return new RemindOfDocument(subject, Instant.parse("2031-01-01T00:00:00Z"));
  }

  private EventScript completed() {
    return assigned()
        .then("StartBooking", "{}")
        .subscribers()
        .milestone("PICKED_UP", "")
        .milestone("DELIVERED", "")
        .thenBySaga(new CompleteBooking(Outcome.DELIVERED));
  }

  private EventScript milestones(String... codes) {
    var script = assigned().then("ReleaseShipment", "{}").subscribers();
    for (var code : codes) {
      var more = code.equals("EXCEPTION_RAISED") ? ",'exceptionCode':'DAMAGED'" : "";
      script.milestone(code, more);
    }
    return script;
  }
}
