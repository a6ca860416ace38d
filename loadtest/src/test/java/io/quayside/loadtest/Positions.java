package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.quayside.loadtest.freight.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Devices that report where they are, in the three ways in which they may. */
final class Positions {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String DEVICES = "devices";
  private static final String LINES = "lines";

  private Positions() {}

  /** Each device posts its reports one by one. */
  static ChainBuilder single(Shift shift, Iterator<Map<String, Object>> consignments) {
    return shift.of(
        Commands.sendOff(consignments),
        shift.paced(exec(Commands::observe).exec(Commands.position())));
  }

  /** Each client collects the reports of several vehicles and posts them as lines. */
  static ChainBuilder lines(
      Shift shift, Iterator<Map<String, Object>> consignments, Settings.Fleets fleets) {
    ChainBuilder sendOffAll =
        repeat(fleets.vehicles()).on(exec(Commands.sendOff(consignments)).exec(Positions::enlist));
    Duration collected = shift.interval().orElse(Duration.ofSeconds(1));
    ChainBuilder post =
        exec(
            http("positions (%d lines)".formatted(fleets.batch()))
                .post("/v1/positions")
                .header("Content-Type", "application/x-ndjson")
                .body(StringBody(session -> session.getString(LINES)))
                .check(
                    status().is(200),
                    jsonPath("$.accepted").ofInt().is(fleets.batch()),
                    jsonPath("$.rejected[*]").notExists()));
    return shift.of(
        sendOffAll,
        shift.paced(exec(session -> collect(session, fleets.batch(), collected)).exec(post)));
  }

  /** Each device has a WebSocket of its own and sends a report a frame. */
  static ChainBuilder frames(
      Shift shift, Iterator<Map<String, Object>> consignments, Function<Session, String> nodes) {
    ChainBuilder send =
        exec(
            Socket.ws("position frame")
                .sendText(Positions::frame)
                .await(PATIENCE)
                .on(
                    ws.checkTextMessage("position acknowledged")
                        .matching(jsonPath("$.op").is("ack"))
                        .check(jsonPath("$.accepted").ofInt().is(1))));
    return shift
        .of(
            Commands.sendOff(consignments),
            shift.paced(exec(Commands::observe).exec(Socket.over(Socket.connect(nodes), send))))
        .exec(Socket.close());
  }

  private static String frame(Session session) {
    Device device = Commands.device(session);
    return "{\"op\":\"positions\",\"id\":\"p%d\",\"updates\":[%s]}"
        .formatted(device.sequence(), device.addressedReport(Instant.now()));
  }

  private static Session enlist(Session session) {
    List<Device> devices = new ArrayList<>(devices(session));
    devices.add(Commands.device(session));
    return session.set(DEVICES, List.copyOf(devices));
  }

  /** The vehicles in turn, each line a moment after the one before, the last one now. */
  private static Session collect(Session session, int batch, Duration collected) {
    List<Device> devices = new ArrayList<>(devices(session));
    var lines = new StringBuilder();
    Instant now = Instant.now();
    for (int i = 0; i < batch; i++) {
      int vehicle = i % devices.size();
      Device device = devices.get(vehicle).next();
      devices.set(vehicle, device);
      Instant observedAt = now.minus(collected.multipliedBy(batch - 1L - i).dividedBy(batch));
      lines.append(device.addressedReport(observedAt)).append('\n');
    }
    return session.set(DEVICES, List.copyOf(devices)).set(LINES, lines.toString());
  }

  private static List<Device> devices(Session session) {
    return session.contains(DEVICES) ? session.get(DEVICES) : List.of();
  }
}
