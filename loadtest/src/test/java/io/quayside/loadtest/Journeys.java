package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.foreach;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.quayside.loadtest.freight.Consignment;
import io.quayside.loadtest.itinerary.Itinerary;
import io.quayside.loadtest.itinerary.Step;
import io.quayside.loadtest.itinerary.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Shipments from booking to their end. Every answer must be what the state machine says, a command
 * sent twice must count once, and in the end the queries must tell what was answered.
 */
final class Journeys {
  private static final String ITINERARY = "itinerary";
  private static final String STOP = "stop";
  private static final String KEY = "journeyKey";
  private static final String BODY = "body";

  /** Before anything else that the journey tells. */
  private static final Duration LATE = Duration.ofHours(6);

  private Journeys() {}

  static ChainBuilder chain(Shift shift, Iterator<Map<String, Object>> consignments, long seed) {
    ChainBuilder journey =
        feed(consignments)
            .exec(session -> plan(session, seed))
            .exec(
                foreach(session -> itinerary(session).stops(), STOP)
                    .on(shift.paced(exec(Journeys::write).exec(send()))),
                // Whoever had to go in the middle leaves the shipment where it is.
                doIf(shift::stays).then(exec(read(), readEvents())));
    return shift.of(exec(session -> session), journey);
  }

  private static Session plan(Session session, long seed) {
    return session
        .set(ITINERARY, Itinerary.of(Commands.consignment(session), seed))
        .set(KEY, UUID.randomUUID().toString())
        // A booking has no shipment yet, and an old one must not take its place.
        .remove(Commands.SHIPMENT_ID);
  }

  /** A command sent again is the one before, to the letter. */
  private static Session write(Session session) {
    Consignment consignment = Commands.consignment(session);
    return switch (stop(session).step()) {
      case Step.Book book -> session.set(BODY, consignment.booking());
      case Step.AssignCarrier assign -> session.set(BODY, consignment.carrierAssignment());
      case Step.Release release -> session.set(BODY, "{}");
      case Step.Cancel cancel ->
          session.set(BODY, "{\"reason\":\"%s\"}".formatted(cancel.reason()));
      case Step.Milestone milestone -> session.set(BODY, body(milestone));
      case Step.Refused refused -> session.set(BODY, Commands.milestoneNow(refused.code()));
      case Step.Again again -> session;
    };
  }

  private static String body(Step.Milestone milestone) {
    Instant occurredAt = milestone.late() ? Instant.now().minus(LATE) : Instant.now();
    return "{\"code\":\"%s\",\"occurredAt\":\"%s\"%s}"
        .formatted(
            milestone.code(),
            occurredAt,
            milestone.exceptionCode().map(",\"exceptionCode\":\"%s\""::formatted).orElse(""));
  }

  private static HttpRequestActionBuilder send() {
    return http(session -> stop(session).step().name())
        .post(Journeys::path)
        .header("Idempotency-Key", session -> session.getString(KEY) + "-" + stop(session).key())
        .body(StringBody(session -> session.getString(BODY)))
        .check(status().is(session -> stop(session).answer()))
        .checkIf(session -> stop(session).accepted())
        .then(
            jsonPath("$.shipmentId").saveAs(Commands.SHIPMENT_ID),
            jsonPath("$.status").is(session -> stop(session).after().name()),
            jsonPath("$.version").ofInt().is(session -> stop(session).version()))
        .checkIf(session -> stop(session).step() instanceof Step.Again)
        .then(header("Idempotency-Replayed").is("true"))
        .checkIf(session -> stop(session).step() instanceof Step.Refused)
        .then(jsonPath("$.code").is("illegal-transition"));
  }

  private static String path(Session session) {
    String shipment = "/v1/shipments";
    if (session.contains(Commands.SHIPMENT_ID)) {
      shipment += "/" + session.getString(Commands.SHIPMENT_ID);
    }
    return switch (subject(session)) {
      case Step.Book book -> "/v1/shipments";
      case Step.AssignCarrier assign -> shipment + "/carrier-assignment";
      case Step.Release release -> shipment + "/release";
      case Step.Cancel cancel -> shipment + "/cancellation";
      case Step.Milestone milestone -> shipment + "/milestones";
      case Step.Refused refused -> shipment + "/milestones";
      case Step.Again again -> throw new IllegalStateException("nothing to send again");
    };
  }

  /** What is sent: for a command sent again, that. */
  private static Step subject(Session session) {
    Stop stop = stop(session);
    return itinerary(session).stops().stream()
        .filter(other -> other.key() == stop.key())
        .findFirst()
        .orElseThrow()
        .step();
  }

  private static HttpRequestActionBuilder read() {
    return http("read (own write)")
        .get(
            session ->
                "/v1/shipments/%s?min-version=%d"
                    .formatted(
                        session.getString(Commands.SHIPMENT_ID),
                        itinerary(session).last().version()))
        .check(
            status().is(200),
            jsonPath("$.status").is(session -> itinerary(session).last().after().name()),
            jsonPath("$.version").ofInt().is(session -> itinerary(session).last().version()));
  }

  private static HttpRequestActionBuilder readEvents() {
    return http("read events")
        .get("/v1/shipments/#{shipmentId}/events?limit=1000")
        .check(
            status().is(200),
            jsonPath("$.items[*].shipmentversion")
                .ofInt()
                .findAll()
                .is(session -> upTo(itinerary(session).last().version())),
            jsonPath("$.items[?(@.data.late == true)]")
                .count()
                .is(session -> itinerary(session).lateEvents()));
  }

  private static List<Integer> upTo(int version) {
    return IntStream.rangeClosed(1, version).boxed().toList();
  }

  private static Itinerary itinerary(Session session) {
    return session.get(ITINERARY);
  }

  private static Stop stop(Session session) {
    return session.get(STOP);
  }
}
