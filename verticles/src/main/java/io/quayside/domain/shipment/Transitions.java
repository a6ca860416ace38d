package io.quayside.domain.shipment;

import static io.quayside.domain.Status.AT_FACILITY;
import static io.quayside.domain.Status.AVAILABLE_FOR_PICKUP;
import static io.quayside.domain.Status.BOOKED;
import static io.quayside.domain.Status.CARRIER_ASSIGNED;
import static io.quayside.domain.Status.CUSTOMS_HOLD;
import static io.quayside.domain.Status.DELIVERED;
import static io.quayside.domain.Status.DELIVERY_ATTEMPTED;
import static io.quayside.domain.Status.EXCEPTION;
import static io.quayside.domain.Status.IN_TRANSIT;
import static io.quayside.domain.Status.LOST;
import static io.quayside.domain.Status.OUT_FOR_DELIVERY;
import static io.quayside.domain.Status.PICKED_UP;
import static io.quayside.domain.Status.RELEASED;
import static io.quayside.domain.Status.RETURNED;
import static io.quayside.domain.Status.RETURNING;

import io.quayside.domain.Status;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state machine as a table: from which statuses something is allowed, and where it leads. */
final class Transitions {
  static final Set<Status> ASSIGNABLE = EnumSet.of(BOOKED, CARRIER_ASSIGNED);
  static final Set<Status> RELEASABLE = EnumSet.of(CARRIER_ASSIGNED);
  static final Set<Status> CANCELLABLE = EnumSet.of(BOOKED, CARRIER_ASSIGNED, RELEASED);

  /** Picked up, and neither delivered, returned nor lost yet. */
  private static final Set<Status> UNDERWAY =
      EnumSet.of(
          PICKED_UP,
          IN_TRANSIT,
          AT_FACILITY,
          CUSTOMS_HOLD,
          OUT_FOR_DELIVERY,
          DELIVERY_ATTEMPTED,
          AVAILABLE_FOR_PICKUP,
          EXCEPTION,
          RETURNING);

  /** Statuses that no milestone leads out of. */
  private static final Set<Status> FINAL = EnumSet.of(DELIVERED, RETURNED, Status.LOST);

  private static final Map<MilestoneCode, Row> ROWS = new EnumMap<>(MilestoneCode.class);

  static {
    for (MilestoneCode code : MilestoneCode.values()) {
      ROWS.put(code, row(code));
    }
  }

  private Transitions() {}

  private static Row row(MilestoneCode code) {
    return switch (code) {
      case PICKED_UP -> from(CARRIER_ASSIGNED, RELEASED).to(PICKED_UP);
      case DEPARTED -> from(PICKED_UP, AT_FACILITY, IN_TRANSIT).to(IN_TRANSIT);
      case ARRIVED -> from(PICKED_UP, IN_TRANSIT, AT_FACILITY).to(AT_FACILITY);
      case CUSTOMS_HELD -> from(PICKED_UP, IN_TRANSIT, AT_FACILITY).to(CUSTOMS_HOLD);
      case CUSTOMS_RELEASED -> from(CUSTOMS_HOLD).to(AT_FACILITY);
      case OUT_FOR_DELIVERY ->
          from(PICKED_UP, IN_TRANSIT, AT_FACILITY, DELIVERY_ATTEMPTED).to(OUT_FOR_DELIVERY);
      case DELIVERY_ATTEMPTED -> from(OUT_FOR_DELIVERY).to(DELIVERY_ATTEMPTED);
      case AVAILABLE_FOR_PICKUP -> from(AT_FACILITY, DELIVERY_ATTEMPTED).to(AVAILABLE_FOR_PICKUP);
      case DELIVERED ->
          from(PICKED_UP, IN_TRANSIT, AT_FACILITY)
              .and(OUT_FOR_DELIVERY, DELIVERY_ATTEMPTED, AVAILABLE_FOR_PICKUP)
              .to(DELIVERED);
      case EXCEPTION_RAISED -> fromUnderwayExcept(EXCEPTION).to(EXCEPTION);
      case EXCEPTION_RESOLVED -> from(EXCEPTION).toTheStatusBeforeException();
      case RETURN_STARTED -> fromUnderwayExcept(RETURNING).to(RETURNING);
      case RETURNED -> from(RETURNING).to(RETURNED);
      case LOST -> fromUnderwayExcept().to(LOST);
    };
  }

  /** The status after a milestone, or null where the table has no such transition. */
  static @Nullable Status after(Shipment shipment, MilestoneCode code) {
    Row row = Objects.requireNonNull(ROWS.get(code));
    if (!row.from().contains(shipment.status())) {
      return null;
    }
    return row.to() == null ? shipment.statusBeforeException() : row.to();
  }

  /** Whether a milestone that leads to the status ends the shipment. */
  static boolean isFinal(Status status) {
    return FINAL.contains(status);
  }

  private static From from(Status... statuses) {
    return new From(EnumSet.noneOf(Status.class)).and(statuses);
  }

  private static From fromUnderwayExcept(Status... statuses) {
    EnumSet<Status> rest = EnumSet.copyOf(UNDERWAY);
    for (Status status : statuses) {
      rest.remove(status);
    }
    return new From(rest);
  }

  /** {@code to} is null where the way leads back to the status before the exception. */
  private record Row(Set<Status> from, @Nullable Status to) {}

  private record From(EnumSet<Status> statuses) {
    From and(Status... more) {
      EnumSet<Status> all = EnumSet.copyOf(statuses);
      for (Status status : more) {
        all.add(status);
      }
      return new From(all);
    }

    Row to(Status status) {
      return new Row(statuses, status);
    }

    Row toTheStatusBeforeException() {
      return new Row(statuses, null);
    }
  }
}
