package io.quayside.foreign.epcis;

import static io.quayside.domain.shipment.MilestoneCode.ARRIVED;
import static io.quayside.domain.shipment.MilestoneCode.CUSTOMS_HELD;
import static io.quayside.domain.shipment.MilestoneCode.CUSTOMS_RELEASED;
import static io.quayside.domain.shipment.MilestoneCode.DELIVERED;
import static io.quayside.domain.shipment.MilestoneCode.DEPARTED;
import static io.quayside.domain.shipment.MilestoneCode.EXCEPTION_RAISED;
import static io.quayside.domain.shipment.MilestoneCode.LOST;
import static io.quayside.domain.shipment.MilestoneCode.PICKED_UP;
import static io.quayside.domain.shipment.MilestoneCode.RETURNED;
import static io.quayside.domain.shipment.MilestoneCode.RETURN_STARTED;

import io.quayside.common.json.RequestFields;
import io.quayside.domain.Command;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.ExceptionCode;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.foreign.Reading;
import io.quayside.foreign.Situation;
import io.quayside.foreign.Translation;
import io.quayside.foreign.epcis.EpcisEvent.Where;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What events say, as a table: the first row that fits. */
final class EpcisIn {
  private static final String CANCELLED_BY = "EPCIS void_shipping";

  /** When a row fits. */
  private enum Phase {
    /** BOOKED to RELEASED. */
    BEFORE,
    /** PICKED_UP and later. */
    ON,
    HELD_BY_CUSTOMS;

    boolean holds(Situation situation) {
      return switch (this) {
        case BEFORE -> situation.isBefore();
        case ON -> situation.isOn();
        case HELD_BY_CUSTOMS -> situation.status() == Status.CUSTOMS_HOLD;
      };
    }
  }

  /** Where a row fits. */
  private enum At {
    ANYWHERE,
    ORIGIN,
    DESTINATION,
    CUSTOMS;

    boolean holds(Situation situation, Where where) {
      Location location = where.location();
      String unLocode = location == null ? null : location.unLocode();
      var booking = situation.stream().shipment().booking();
      return switch (this) {
        case ANYWHERE -> true;
        case ORIGIN -> booking.origin().equals(unLocode);
        case DESTINATION -> booking.destination().equals(unLocode);
        case CUSTOMS -> where.customs();
      };
    }
  }

  /**
   * A row.
   *
   * @param steps any of these business steps; null: any or none
   * @param dispositions any of these; null: any or none
   * @param codes the milestones; empty: the cancellation
   */
  private record Row(
      @Nullable Set<String> steps,
      @Nullable Set<String> dispositions,
      At at,
      Phase phase,
      List<MilestoneCode> codes) {
    boolean fits(EpcisEvent event, Situation situation, Where where) {
      return holds(steps, event.bizStep())
          && holds(dispositions, event.disposition())
          && phase.holds(situation)
          && at.holds(situation, where);
    }

    private static boolean holds(@Nullable Set<String> words, @Nullable String word) {
      return words == null || (word != null && words.contains(word));
    }
  }

  private static final Set<String> RECEIVING = Set.of("receiving", "accepting");

  private static final List<Row> ROWS =
      List.of(
          new Row(null, Set.of("damaged"), At.ANYWHERE, Phase.ON, List.of(EXCEPTION_RAISED)),
          new Row(null, Set.of("destroyed", "stolen"), At.ANYWHERE, Phase.ON, List.of(LOST)),
          new Row(Set.of("void_shipping"), null, At.ANYWHERE, Phase.BEFORE, List.of()),
          new Row(
              Set.of("shipping", "loading"), null, At.ANYWHERE, Phase.BEFORE, List.of(PICKED_UP)),
          new Row(Set.of("departing", "shipping"), null, At.ANYWHERE, Phase.ON, List.of(DEPARTED)),
          new Row(Set.of("arriving", "unloading"), null, At.ANYWHERE, Phase.ON, List.of(ARRIVED)),
          new Row(
              RECEIVING,
              Set.of("returned"),
              At.ORIGIN,
              Phase.ON,
              List.of(RETURN_STARTED, RETURNED)),
          new Row(RECEIVING, null, At.DESTINATION, Phase.ON, List.of(DELIVERED)),
          new Row(Set.of("holding"), null, At.CUSTOMS, Phase.ON, List.of(CUSTOMS_HELD)),
          new Row(
              Set.of("inspecting"),
              Set.of("conformant"),
              At.ANYWHERE,
              Phase.HELD_BY_CUSTOMS,
              List.of(CUSTOMS_RELEASED)));

  private EpcisIn() {}

  /** What an event says as far as it can be told without its shipment. */
  static Reading read(EpcisEvent event) {
    if (event.isErrorDeclaration()) {
      return Reading.untranslatable("An error declaration needs a person");
    }
    if (!event.isOfGoods()) {
      return Reading.NOTHING;
    }
    boolean mayFit =
        ROWS.stream()
            .anyMatch(
                row ->
                    Row.holds(row.steps, event.bizStep())
                        && Row.holds(row.dispositions, event.disposition()));
    boolean tracking = EpcisTracking.isOne(event);
    if (!mayFit && !tracking) {
      return Reading.NOTHING;
    }
    return new Reading.Fact(
        tracking && !mayFit, situation -> translate(event, situation, tracking));
  }

  private static Translation translate(EpcisEvent event, Situation situation, boolean tracking) {
    Where where = event.where(situation.partner());
    if (where == null) {
      return new Translation.Unclear("The place of the event is none");
    }
    for (Row row : ROWS) {
      if (row.fits(event, situation, where)) {
        return event.time().isAfter(situation.now().plus(RequestFields.MAX_AHEAD))
            ? new Translation.Unclear("The time of the event is ahead of the gateway's clock")
            : commands(row, event, situation, where);
      }
    }
    return tracking ? EpcisTracking.translate(event, situation) : Translation.NOTHING;
  }

  private static Translation commands(Row row, EpcisEvent event, Situation situation, Where where) {
    if (row.codes.isEmpty()) {
      return Translation.of(new CancelShipment(CANCELLED_BY));
    }
    List<Command> commands =
        row.codes.stream()
            .filter(code -> code != RETURN_STARTED || situation.status() != Status.RETURNING)
            .map(code -> (Command) milestone(code, event, where))
            .toList();
    return new Translation.Commands(commands);
  }

  private static RecordMilestone milestone(MilestoneCode code, EpcisEvent event, Where where) {
    return new RecordMilestone(
        new Milestone(
            code,
            event.time(),
            where.location(),
            null,
            code == EXCEPTION_RAISED ? ExceptionCode.DAMAGED : null));
  }
}
