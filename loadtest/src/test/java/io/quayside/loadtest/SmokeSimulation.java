package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAsDuring;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.dummy;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The whole way of a shipment, seen from outside: it is booked, watched over a WebSocket, given a
 * carrier, picked up, tracked and delivered, and its subscriber must have been told all of it, each
 * event once and in order. Fails if any request does.
 */
public final class SmokeSimulation extends Simulation {
  private static final int POSITIONS = 5;
  private static final List<Integer> VERSIONS_AFTER_BOOKING = List.of(2, 3, 4, 5);

  /** An answer may take this long before the client gives up; far above anything healthy. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Enough for every frame of one shipment between two looks at them, with room to spare. */
  private static final int UNREAD_FRAMES = 200;

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

  /** Generous on purpose: this run shows that the thing works, not how fast it is. */
  private static final int P99_MS = 2_000;

  private final Target target = Target.fromSystemProperties();

  private final HttpProtocolBuilder protocol =
      http.baseUrl(target.baseUrl())
          .wsBaseUrl(target.webSocketUrl())
          .wsUnmatchedInboundMessageBufferSize(UNREAD_FRAMES)
          .acceptHeader("application/json, application/problem+json")
          .contentTypeHeader("application/json");

  private final ScenarioBuilder journey =
      scenario("a shipment's journey")
          .exec(book())
          .exitHereIfFailed()
          .exec(subscribe())
          .exitHereIfFailed()
          .exec(
              command("assign carrier", "carrier-assignment", "{\"carrier\":\"MAEU\"}"),
              milestone("PICKED_UP"),
              reportPositions(),
              milestone("DEPARTED"),
              milestone("DELIVERED"))
          .exitHereIfFailed()
          .exec(awaitFrames(), ws("close").close());

  public SmokeSimulation() {
    setUp(journey.injectClosed(constantConcurrentUsers(target.users()).during(target.duration())))
        .protocols(protocol)
        .assertions(
            global().failedRequests().count().is(0L),
            // A run in which nobody did anything must not pass.
            global().successfulRequests().count().gt(0L),
            global().responseTime().percentile(99.0).lt(P99_MS));
  }

  private static ChainBuilder book() {
    return exec(
        http("book")
            .post("/v1/shipments")
            .header("Idempotency-Key", session -> UUID.randomUUID().toString())
            .body(
                StringBody(
                    session ->
                        """
                        {"reference":"smoke-%d","shipper":"Gatling","mode":"ROAD",\
                        "origin":{"unLocode":"NLRTM"},"destination":{"unLocode":"DEHAM"},\
                        "cargo":{"description":"Machine parts","packages":4,"grossWeightKg":1250.5}}
                        """
                            .formatted(session.userId())))
            .check(status().is(201), jsonPath("$.shipmentId").saveAs("shipmentId")));
  }

  private static ChainBuilder subscribe() {
    return exec(
        ws("connect").connect("/v1/ws").subprotocol("quayside.v1"),
        ws("subscribe")
            .sendText(
                """
                {"op":"subscribe","id":"s1","shipmentId":"#{shipmentId}","after":1,"positions":true}\
                """)
            .await(PATIENCE)
            .on(
                ws.checkTextMessage("subscribed")
                    .matching(jsonPath("$.op").is("subscribed"))
                    .check(jsonPath("$.recovered").ofBoolean().is(true))));
  }

  private static ChainBuilder command(String name, String path, String body) {
    return exec(post(name, path, session -> body, 200));
  }

  private static ChainBuilder milestone(String code) {
    return exec(
        post(
            code,
            "milestones",
            session -> "{\"code\":\"%s\",\"occurredAt\":\"%s\"}".formatted(code, Instant.now()),
            200));
  }

  private static ChainBuilder reportPositions() {
    return repeat(POSITIONS, "n")
        .on(
            post(
                    "position",
                    "positions",
                    session ->
                        """
                        {"deviceId":"truck-%d","sequence":%d,"observedAt":"%s",\
                        "position":{"lat":51.95,"lon":4.%d},"speedKph":62.5}
                        """
                            .formatted(
                                session.userId(),
                                session.getInt("n") + 1,
                                Instant.now(),
                                10 + session.getInt("n")),
                    202)
                .check(jsonPath("$.result").is("accepted")));
  }

  private static HttpRequestActionBuilder post(
      String name, String path, Function<Session, String> body, int expectedStatus) {
    return http(name)
        .post("/v1/shipments/#{shipmentId}/" + path)
        .header("Idempotency-Key", session -> UUID.randomUUID().toString())
        .body(StringBody(body))
        .check(status().is(expectedStatus));
  }

  /**
   * Frames come when they come, so Gatling keeps them and the client looks at intervals until all
   * are there. What it then makes of them enters the report as a request, since only a request that
   * failed fails a run; its time is that from the last answer to the look that was content.
   */
  private static ChainBuilder awaitFrames() {
    return exec(session -> session.set("answeredAt", System.currentTimeMillis()))
        .exec(
            asLongAsDuring(session -> !toldEverything(session), PATIENCE)
                .on(ws.processUnmatchedMessages(Frames::receive), pause(LOOK_INTERVAL)))
        .exec(
            dummy(
                    "told everything",
                    session -> (int) (System.currentTimeMillis() - session.getLong("answeredAt")))
                .withSuccess(SmokeSimulation::toldEverything));
  }

  /** Of the positions only the newest is promised to a subscriber; the events all are. */
  private static boolean toldEverything(Session session) {
    Frames frames = Frames.of(session);
    return frames.versions().equals(VERSIONS_AFTER_BOOKING) && frames.position() == POSITIONS;
  }
}
