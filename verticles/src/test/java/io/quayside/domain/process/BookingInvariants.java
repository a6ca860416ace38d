package io.quayside.domain.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.Status;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.BiddingEvent;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.booking.BookingEvent;
import io.quayside.domain.booking.BookingEvent.BookingResumed;
import io.quayside.domain.booking.BookingEvent.BookingRetried;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.Phase;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is so of the events of every booking, whatever happened. */
public final class BookingInvariants {
  private BookingInvariants() {}

  public static void check(List<StoredEvent> events) {
    checkOncePerVersion(events);
    checkActsOnce(events);
    checkHands(events);
    checkNothingAfterTheEnd(events);
  }

  /** Per version and rule there is at most one event. */
  private static void checkOncePerVersion(List<StoredEvent> events) {
    Set<String> ids = new HashSet<>();
    for (StoredEvent stored : events) {
      assertThat(ids.add(stored.commandId())).as("twice: %s", stored).isTrue();
    }
  }

  /** What is so of the state, at any time. */
  public static void checkState(ShipmentStream stream) {
    BookingProgress booking = stream.slice(Contexts.BOOKING);
    if (booking != null && booking.ended() != null) {
      assertThat(booking.held()).isEmpty();
      if (booking.ended().phase() == Phase.COMPENSATED) {
        assertThat(stream.status()).isEqualTo(Status.CANCELLED);
        Bidding bidding = stream.slice(Contexts.BIDDING);
        assertThat(bidding == null || bidding.current() == null).isTrue();
        Documentation documentation = stream.slice(Contexts.DOCUMENTATION);
        if (documentation != null) {
          assertThat(documentation.documents())
              .extracting(Document::status)
              .isSubsetOf(DocumentStatus.VOID, DocumentStatus.SURRENDERED);
        }
      }
    }
  }

  /**
   * No rule acts twice on one subject unless an event of another context, a retry or a resume lies
   * between.
   */
  private static void checkActsOnce(List<StoredEvent> events) {
    Map<String, Integer> acted = new HashMap<>();
    for (StoredEvent stored : events) {
      if (!(stored.event() instanceof BookingEvent)
          || stored.event() instanceof BookingResumed
          || stored.event() instanceof BookingRetried) {
        acted.clear();
      } else {
        String act = stored.type() + " " + withoutTime(stored.event());
        assertThat(acted.put(act, stored.version())).as("twice: %s", act).isNull();
      }
    }
  }

  private static String withoutTime(Object event) {
    return event.toString().replaceAll("recordedAt=[^,\\]]*", "");
  }

  /** The process never assigns after an assignment by hand that is later than the opening. */
  private static void checkHands(List<StoredEvent> events) {
    boolean byHandSince = false;
    String hand = null;
    for (StoredEvent stored : events) {
      if (stored.event() instanceof TenderOpened) {
        byHandSince = false;
      } else if (stored.event() instanceof CarrierAssigned assigned) {
        boolean saga = stored.commandId().endsWith("-saga.assign");
        assertThat(saga && byHandSince).as("assigned over a hand: %s", stored).isFalse();
        byHandSince = !saga;
        hand = assigned.carrier();
      } else if (stored.event() instanceof BiddingEvent bidding
          && bidding.freedCarrier() != null
          && bidding.freedCarrier().equals(hand)) {
        byHandSince = false;
      }
    }
  }

  private static void checkNothingAfterTheEnd(List<StoredEvent> events) {
    boolean ended = false;
    for (StoredEvent stored : events) {
      if (stored.event() instanceof BookingEvent booking) {
        assertThat(ended).as("after the end: %s", stored).isFalse();
        ended = booking.phase().isFinal();
      }
    }
  }
}
