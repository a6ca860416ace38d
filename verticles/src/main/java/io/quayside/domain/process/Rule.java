package io.quayside.domain.process;

import io.quayside.domain.Status;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.RuleName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A rule of the booking process. {@link #TABLE} is the process; the documentation's diagram is made
 * of it.
 *
 * @param from the phases that the rule acts in, for people
 * @param then what it does, for people
 */
record Rule(RuleName name, Scope scope, String from, String then, Finder finder) {

  /** Finds what a rule does, now or when its time has come, in the order of its subjects. */
  @FunctionalInterface
  interface Finder extends Function<Situation, List<Due>> {}

  /** Where a rule may act. */
  enum Scope {
    /** On every current tender: without a booking, in a pause and behind the end too. */
    TENDER {
      @Override
      boolean includes(Situation s) {
        return true;
      }
    },
    /** In a booking of a cancelled shipment that has not ended, in a pause too. */
    CANCELLED {
      @Override
      boolean includes(Situation s) {
        return hasOpenBooking(s) && s.status() == Status.CANCELLED;
      }
    },
    /** In a booking that has not ended, until the shipment was returned or lost. */
    BOOKING {
      @Override
      boolean includes(Situation s) {
        return hasOpenBooking(s) && s.status() != Status.RETURNED && s.status() != Status.LOST;
      }
    },
    /** In a booking that has not ended. */
    END {
      @Override
      boolean includes(Situation s) {
        return hasOpenBooking(s);
      }
    };

    /** Whether a rule may act, whether or not the booking is paused. */
    abstract boolean includes(Situation s);

    /** Whether rules act in a paused booking. */
    boolean actsInPause() {
      return this == TENDER || this == CANCELLED;
    }

    private static boolean hasOpenBooking(Situation s) {
      BookingProgress booking = s.booking();
      return booking != null && !booking.isFinal();
    }
  }

  /** All rules in the order in which they are asked: the first that applies acts. */
  static final List<Rule> TABLE =
      List.of(
          new Rule(
              RuleName.UNDO_DOCUMENTS,
              Scope.CANCELLED,
              "COMPENSATING",
              "VoidDocument",
              DocumentRules::undoDocuments),
          new Rule(
              RuleName.UNDO_TENDER,
              Scope.TENDER,
              "COMPENSATING",
              "RevokeAward or WithdrawTender",
              TenderRules.ofCurrent(TenderRules::undo)),
          new Rule(
              RuleName.UNDO_DONE,
              Scope.CANCELLED,
              "COMPENSATING",
              "booking.compensated",
              DocumentRules::undoDone),
          new Rule(
              RuleName.YIELD,
              Scope.TENDER,
              "any",
              "RevokeAward or WithdrawTender",
              TenderRules.ofCurrent(TenderRules::giveWay)),
          new Rule(
              RuleName.CLOSE,
              Scope.TENDER,
              "TENDERING",
              "CloseTender",
              TenderRules.ofCurrent(TenderRules::close)),
          new Rule(
              RuleName.EXPIRE,
              Scope.TENDER,
              "TENDERING",
              "ExpireOffer",
              TenderRules.ofCurrent(TenderRules::expire)),
          new Rule(
              RuleName.OFFER,
              Scope.TENDER,
              "TENDERING",
              "MakeOffer",
              TenderRules.ofCurrent(TenderRules::offer)),
          new Rule(
              RuleName.FAIL,
              Scope.TENDER,
              "TENDERING",
              "FailTender",
              TenderRules.ofCurrent(TenderRules::fail)),
          new Rule(
              RuleName.ASSIGN,
              Scope.BOOKING,
              "TENDERING",
              "AssignCarrier",
              TenderRules.ofCurrent(TenderRules::assign)),
          new Rule(
              RuleName.REPLACE,
              Scope.BOOKING,
              "DOCUMENTING",
              "VoidDocument",
              DocumentRules::replace),
          new Rule(RuleName.OPEN, Scope.BOOKING, "TENDERING", "OpenTender", TenderRules::open),
          new Rule(
              RuleName.NO_CARRIER,
              Scope.BOOKING,
              "TENDERING",
              "CancelShipment",
              TenderRules::noCarrier),
          new Rule(
              RuleName.REQUEST,
              Scope.BOOKING,
              "DOCUMENTING",
              "RequestDocument",
              DocumentRules::request),
          new Rule(RuleName.HOLD, Scope.BOOKING, "any", "booking.held", Holds::news),
          new Rule(
              RuleName.REMIND, Scope.BOOKING, "any", "booking.reminded", DocumentRules::remind),
          new Rule(
              RuleName.LATE, Scope.BOOKING, "DOCUMENTING", "CancelShipment", DocumentRules::late),
          new Rule(
              RuleName.RELEASE,
              Scope.BOOKING,
              "DOCUMENTING",
              "ReleaseShipment",
              DocumentRules::release),
          new Rule(
              RuleName.COMPLETE,
              Scope.END,
              "CLOSING",
              "booking.completed",
              DocumentRules::complete));

  private static final Map<RuleName, Rule> BY_NAME =
      TABLE.stream().collect(Collectors.toMap(Rule::name, rule -> rule));

  /** The rule of a name. */
  static Rule of(RuleName name) {
    return Objects.requireNonNull(BY_NAME.get(name));
  }

  /** Whether the rule may act, the table's order aside. */
  boolean mayAct(Situation s) {
    boolean paused = s.booking() != null && s.booking().paused() != null;
    return scope.includes(s) && (!paused || scope.actsInPause());
  }

  /** Whether the rule applies to a subject, whether or not the booking is paused. */
  boolean appliesTo(Situation s, String subject) {
    return scope.includes(s)
        && finder.apply(s).stream()
            .anyMatch(due -> due.subject().equals(subject) && due.isDue(s.now()));
  }
}
