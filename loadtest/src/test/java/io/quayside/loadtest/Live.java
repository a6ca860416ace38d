package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.util.Iterator;
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

  /** Every third report is a milestone. */
  private static final int TURNS_PER_MILESTONE = 3;

  private Live() {}

  static ChainBuilder chain(
      Shift shift, Iterator<Map<String, Object>> consignments, Nodes nodes, int reconnectEvery) {
    ChainBuilder first =
        Commands.sendOff(consignments)
            .exec(session -> Watch.from(session.getInt(Commands.VERSION)).in(session))
            .exec(session -> session.set(TURN, 0));
    ChainBuilder turn =
        exec(session -> session.set(TURN, session.getInt(TURN) + 1))
            .doIfOrElse(session -> session.getInt(TURN) % TURNS_PER_MILESTONE == 0)
            .then(event())
            .orElse(position())
            .doIf(session -> session.getInt(TURN) % reconnectEvery == 0)
            .then(resume(nodes));
    ChainBuilder open = exec(nodes::next).exec(Subscription.open(nodes::webSocketUrl));
    return shift.of(first, shift.paced(Socket.over(open, turn))).exec(Socket.close());
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

  private static ChainBuilder resume(Nodes nodes) {
    return exec(Socket.close())
        .exec(move(), move())
        .exec(nodes::next)
        .exec(Subscription::startClock)
        .exec(Subscription.open(nodes::webSocketUrl))
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
}
