package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.exitBlockOnFail;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Watchers of shipments that move. Each posts to its own shipment and times how long it takes until
 * the frame is there; now and then it goes away, misses two events, comes back, to another node if
 * there are several, and must be told exactly those.
 */
final class Live {
  /** In the report, the time from a POST to its frame, for each kind. */
  static final String POST_TO_EVENT = "POST to event frame";

  static final String POST_TO_POSITION = "POST to position frame";

  private static final String RESUME = "resume: no hole, no repeat";
  private static final String TURN = "turn";
  private static final String TRIPS = "trips";

  /** Every third report is a milestone. */
  private static final int TURNS_PER_MILESTONE = 3;

  private Live() {}

  static ChainBuilder chain(
      Shift shift,
      Iterator<Map<String, Object>> consignments,
      List<String> nodes,
      int reconnectEvery) {
    ChainBuilder first =
        exec(Commands.sendOff(consignments))
            .exitHereIfFailed()
            .exec(session -> Watch.from(session.getInt(Commands.VERSION)).in(session))
            .exec(session -> session.set(TURN, 0).set(TRIPS, 0))
            .exec(Subscription.open(session -> node(session, nodes)))
            .exitHereIfFailed();
    ChainBuilder turn =
        exec(session -> session.set(TURN, session.getInt(TURN) + 1))
            .doIfOrElse(session -> session.getInt(TURN) % TURNS_PER_MILESTONE == 0)
            .then(event())
            .orElse(position())
            .doIf(session -> session.getInt(TURN) % reconnectEvery == 0)
            .then(resume(nodes));
    return shift
        .of(first, shift.paced(exitBlockOnFail().on(turn).exec(Session::markAsSucceeded)))
        .exec(Subscription.close());
  }

  private static ChainBuilder event() {
    return exec(Subscription::startClock)
        .exec(move())
        .exec(Subscription.await(POST_TO_EVENT, Live::toldEvent, Watch::versionAtMs));
  }

  private static ChainBuilder position() {
    return exec(Commands::observe)
        .exec(Subscription::startClock)
        .exec(Commands.position())
        .exec(
            Subscription.await(
                POST_TO_POSITION,
                session -> Watch.of(session).sequence() >= Commands.device(session).sequence(),
                Watch::sequenceAtMs));
  }

  private static ChainBuilder resume(List<String> nodes) {
    return exec(Subscription.close())
        .exec(move(), move())
        .exec(session -> session.set(TRIPS, session.getInt(TRIPS) + 1))
        .exec(Subscription::startClock)
        .exec(Subscription.open(session -> node(session, nodes)))
        .exec(Subscription.await(RESUME, Live::toldEvent, Watch::versionAtMs));
  }

  /** Legal over and over, and each counts as an event. */
  private static ChainBuilder move() {
    return doIfOrElse(session -> session.getInt(Commands.VERSION) % 2 == 0)
        .then(exec(Commands.milestone("ARRIVED")))
        .orElse(exec(Commands.milestone("DEPARTED")));
  }

  private static boolean toldEvent(Session session) {
    return Watch.of(session).version() >= session.getInt(Commands.VERSION);
  }

  private static String node(Session session, List<String> nodes) {
    return nodes.get((int) ((session.userId() + session.getInt(TRIPS)) % nodes.size()));
  }
}
