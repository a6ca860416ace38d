package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.quayside.loadtest.freight.Consignment;
import io.quayside.loadtest.freight.Device;
import io.quayside.loadtest.freight.Fleet;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** What shippers and carriers command, over HTTP, on the shipment of the client's session. */
final class Commands {
  static final String SHIPMENT_ID = "shipmentId";
  static final String VERSION = "version";
  static final String DEVICE = "device";

  private Commands() {}

  /** The next consignment, booked, given its carrier and picked up; its device is switched on. */
  static ChainBuilder sendOff(Iterator<Map<String, Object>> consignments) {
    return feed(consignments)
        .exec(book())
        .exec(assignCarrier())
        .exec(milestone("PICKED_UP"))
        .exec(Commands::switchOn);
  }

  static HttpRequestActionBuilder book() {
    return http("book")
        .post("/v1/shipments")
        .header("Idempotency-Key", session -> UUID.randomUUID().toString())
        .body(StringBody(session -> consignment(session).booking()))
        .check(status().is(201), jsonPath("$.shipmentId").saveAs(SHIPMENT_ID));
  }

  static HttpRequestActionBuilder assignCarrier() {
    return command(
        "assign carrier",
        "carrier-assignment",
        session -> consignment(session).carrierAssignment());
  }

  static HttpRequestActionBuilder milestone(String code) {
    return command("milestone " + code, "milestones", session -> milestoneNow(code));
  }

  static String milestoneNow(String code) {
    return "{\"code\":\"%s\",\"occurredAt\":\"%s\"}".formatted(code, Instant.now());
  }

  static HttpRequestActionBuilder position() {
    return http("position")
        .post("/v1/shipments/#{shipmentId}/positions")
        .body(StringBody(session -> device(session).report(Instant.now())))
        .check(status().is(202), jsonPath("$.result").is("accepted"));
  }

  /** The device makes another report. */
  static Session observe(Session session) {
    return session.set(DEVICE, device(session).next());
  }

  static Consignment consignment(Session session) {
    return session.get(Fleet.CONSIGNMENT);
  }

  static Device device(Session session) {
    return session.get(DEVICE);
  }

  private static HttpRequestActionBuilder command(
      String name, String path, Function<Session, String> body) {
    return http(name)
        .post("/v1/shipments/#{shipmentId}/" + path)
        .header("Idempotency-Key", session -> UUID.randomUUID().toString())
        .body(StringBody(body))
        .check(status().is(200), jsonPath("$.version").ofInt().saveAs(VERSION));
  }

  private static Session switchOn(Session session) {
    return session.set(
        DEVICE, Device.on(session.getString(SHIPMENT_ID), consignment(session), Instant.now()));
  }
}
