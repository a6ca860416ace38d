package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.asLongAsDuring;
import static io.gatling.javaapi.core.CoreDsl.dummy;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's live subscription to the shipment of its session, and what it waits for there. */
final class Subscription {
  /** For this many frames there is room between two looks at them. */
  static final int UNREAD_FRAMES = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(5);
  private static final String SINCE_MS = "sinceMs";

  private Subscription() {}

  /** Connects, and asks for all that comes after what is known. */
  static ChainBuilder open(Function<Session, String> node) {
    return exec(
        Socket.connect(node),
        Socket.ws("subscribe")
            .sendText(
                session ->
                    """
                    {"op":"subscribe","id":"s1","shipmentId":"%s","after":%d,"positions":true}\
                    """
                        .formatted(
                            session.getString(Commands.SHIPMENT_ID), Watch.of(session).version()))
            .await(PATIENCE)
            .on(
                ws.checkTextMessage("subscribed")
                    .matching(jsonPath("$.op").is("subscribed"))
                    .check(jsonPath("$.recovered").ofBoolean().is(true))));
  }

  /** From here the time runs that {@link #await} reports. */
  static Session startClock(Session session) {
    return session.set(SINCE_MS, System.currentTimeMillis());
  }

  /**
   * Waits until the client knows {@code enough}. It enters the report as a request of its own: its
   * time is that from {@link #startClock} until the frame that was enough was received, and it
   * failed if that didn't come, or if any event was missing or came twice.
   *
   * @param receivedAtMs when that frame was received
   */
  static ChainBuilder await(
      String name, Predicate<Session> enough, ToLongFunction<Watch> receivedAtMs) {
    return exec(
        // Frames come when they come: Gatling keeps them, with the time, and the client looks.
        asLongAsDuring(session -> !enough.test(session), PATIENCE)
            .on(Socket.processUnread(Watch::receive), pause(LOOK_INTERVAL)))
        .exec(session -> complain(session, name, enough))
        .exec(
            dummy(name, session -> (int) took(session, enough, receivedAtMs))
                .withSuccess(session -> well(session, enough)))
        .exec(session -> Watch.of(session).forgiven().in(session));
  }

  private static boolean well(Session session, Predicate<Session> enough) {
    return enough.test(session) && Watch.of(session).fault().isEmpty();
  }

  private static long took(
      Session session, Predicate<Session> enough, ToLongFunction<Watch> receivedAtMs) {
    if (!enough.test(session)) {
      return PATIENCE.toMillis();
    }
    // A frame may overtake the answer, so that the clock of a wait starts before its cause.
    return Math.max(0, receivedAtMs.applyAsLong(Watch.of(session)) - session.getLong(SINCE_MS));
  }

  /** A report only counts; whoever looks into a failure needs to know which shipment it was. */
  private static Session complain(Session session, String name, Predicate<Session> enough) {
    if (!well(session, enough)) {
      Watch watch = Watch.of(session);
      LOG.warn(
          "{}: shipmentId={} known version={} sequence={} {}",
          name,
          session.getString(Commands.SHIPMENT_ID),
          watch.version(),
          watch.sequence(),
          watch.fault().orElse("the frame did not come"));
    }
    return session;
  }
}
