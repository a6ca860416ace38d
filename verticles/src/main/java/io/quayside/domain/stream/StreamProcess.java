package io.quayside.domain.stream;

import io.quayside.domain.Actor;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.Event;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.booking.BookingEvent;
import io.quayside.domain.booking.BookingEvent.BookingResumed;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.BookingProgress.Step;
import io.quayside.domain.booking.BookingProgress.Stuck;
import io.quayside.domain.booking.Phase;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.process.BookingProcess;
import io.quayside.domain.process.Next;
import io.quayside.domain.process.Next.Act;
import io.quayside.domain.process.Situation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The booking process of a stream. It sees all slices; a context sees only its own. */
public final class StreamProcess {
  private StreamProcess() {}

  /** Whether a stream has a booking or a current tender. The process does nothing with others. */
  public static boolean hasWork(ShipmentStream stream) {
    if (stream.slice(Contexts.BOOKING) != null) {
      return true;
    }
    Bidding bidding = stream.slice(Contexts.BIDDING);
    return bidding != null && bidding.current() != null;
  }

  /** What the process does with a stream next. */
  public static Next next(ShipmentStream stream, Instant clock) {
    return next(stream, clock, null);
  }

  /** As above, where one step is known to be refused on this version of the stream. */
  public static Next next(ShipmentStream stream, Instant clock, @Nullable Step refused) {
    return hasWork(stream) ? BookingProcess.next(situation(stream, clock), refused) : Next.NOTHING;
  }

  /**
   * What queries and timers tell of the process. A stuck step that an event lets be tried again is
   * due only if it would not be refused with the same code once more: a refusal adds no event, so
   * that the stream itself never shows that it was tried.
   */
  public static Next expected(ShipmentStream stream, Instant clock) {
    Next next = next(stream, clock);
    BookingProgress booking = stream.slice(Contexts.BOOKING);
    Stuck stuck = booking == null ? null : booking.stuck();
    return stuck != null
            && next instanceof Act act
            && stuck.step().equals(new Step(act.rule(), act.subject()))
            && isRefused(stream, act, stuck.code(), clock)
        ? next(stream, clock, stuck.step())
        : next;
  }

  private static boolean isRefused(ShipmentStream stream, Act act, String code, Instant clock) {
    return Contexts.STANDARD.decide(stream, act.command(), Actor.SAGA, clock)
            instanceof Rejected rejected
        && rejected.problem().code().code().equals(code);
  }

  /** What the rules see of a booked stream, at a time that is never before its last event. */
  public static Situation situation(ShipmentStream stream, Instant clock) {
    Bidding bidding = stream.slice(Contexts.BIDDING);
    Documentation documentation = stream.slice(Contexts.DOCUMENTATION);
    Assignment assignment = stream.assignment();
    Instant cut = clock.truncatedTo(ChronoUnit.MILLIS);
    return new Situation(
        stream.shipment(),
        assignment == null
            ? null
            : new Situation.Carriage(
                assignment.carrier(),
                assignment.version(),
                assignment.byHand(),
                assignment.changedAt(),
                assignment.gone()),
        bidding == null ? Bidding.NONE : bidding,
        documentation == null ? Documentation.NONE : documentation,
        stream.slice(Contexts.BOOKING),
        cut.isBefore(stream.updatedAt()) ? stream.updatedAt() : cut);
  }

  /** The phase of a stream's booking, or the one that a booking would have. */
  static Phase phase(ShipmentStream stream) {
    return situation(stream, stream.updatedAt()).phase();
  }

  /** The booking as a stream's last event has left it; null where there is none. */
  static @Nullable BookingProgress settled(ShipmentStream stream, Event last) {
    if (stream.slice(Contexts.BOOKING) == null) {
      return null;
    }
    boolean tryAgain = !(last instanceof BookingEvent) || last instanceof BookingResumed;
    return BookingProcess.settled(situation(stream, stream.updatedAt()), tryAgain);
  }
}
