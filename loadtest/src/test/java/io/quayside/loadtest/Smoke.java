package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.repeat;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.quayside.loadtest.freight.Device;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;

/**
 * The whole way of a shipment, seen from outside: it is booked, watched over a WebSocket, given a
 * carrier, picked up, tracked and delivered, and its subscriber must have been told all of it, each
 * event once and in order.
 */
final class Smoke {
  private static final int POSITIONS = 5;
  private static final int VERSION_BOOKED = 1;
  private static final int VERSION_DELIVERED = 5;

  private Smoke() {}

  static ChainBuilder chain(Shift shift, Iterator<Map<String, Object>> consignments, Nodes nodes) {
    ChainBuilder journey =
        feed(consignments)
            .exec(Commands.book())
            .exec(Smoke::start)
            // One is left over if the last journey failed.
            .exec(Socket.close())
            .exec(Subscription.open(nodes::webSocketUrl))
            .exec(Commands.assignCarrier())
            .exec(Commands.milestone("PICKED_UP"))
            .exec(repeat(POSITIONS).on(exec(Commands::observe).exec(Commands.position())))
            .exec(Commands.milestone("DEPARTED"))
            .exec(Subscription::startClock)
            .exec(Commands.milestone("DELIVERED"))
            .exec(Subscription.await("told everything", Smoke::toldEverything, Watch::versionAtMs))
            .exec(Socket.close());
    return shift.of(exec(session -> session), shift.paced(journey));
  }

  private static Session start(Session session) {
    Device device =
        Device.on(
            session.getString(Commands.SHIPMENT_ID), Commands.consignment(session), Instant.now());
    return Watch.from(VERSION_BOOKED).in(session.set(Commands.DEVICE, device));
  }

  private static boolean toldEverything(Session session) {
    Watch watch = Watch.of(session);
    return watch.version() == VERSION_DELIVERED && watch.sequence() == POSITIONS;
  }
}
