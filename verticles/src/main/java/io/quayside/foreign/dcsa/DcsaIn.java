package io.quayside.foreign.dcsa;

import io.quayside.admin.Partner.Haulage;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.foreign.Reading;
import io.quayside.foreign.Situation;
import io.quayside.foreign.Translation;
import io.quayside.foreign.dcsa.DcsaEvent.Where;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** What events say, as a table: the first row that fits. */
final class DcsaIn {
  private static final Set<String> CUSTODY = Set.of("POTE", "INTE", "RAMP", "DEPO");
  private static final String CUSTOMER = "CLOC";

  /** When a row fits: before the pickup, or from it on. */
  private enum Phase {
    BEFORE,
    ON;

    boolean holds(Situation situation) {
      return this == BEFORE ? situation.isBefore() : situation.isOn();
    }
  }

  /**
   * A row.
   *
   * @param documents any of these types of documents; null: whatever
   * @param facilities any of these types of facilities; null: whatever
   * @param further what else must hold; null: nothing
   */
  private record Row(
      String type,
      String code,
      @Nullable Set<String> documents,
      @Nullable Set<String> facilities,
      Phase phase,
      @Nullable BiPredicate<DcsaEvent, Situation> further,
      MilestoneCode milestone) {
    boolean mayFit(DcsaEvent event) {
      return type.equals(event.type())
          && code.equals(event.code())
          && (documents == null || documents.contains(String.valueOf(event.documentType())))
          && (facilities == null || facilities.contains(String.valueOf(event.facilityType())));
    }

    boolean fits(DcsaEvent event, Situation situation) {
      return mayFit(event)
          && phase.holds(situation)
          && (further == null || further.test(event, situation));
    }
  }

  private static Row equipment(
      String code, @Nullable Set<String> facilities, Phase phase, MilestoneCode milestone) {
    return new Row("EQUIPMENT", code, null, facilities, phase, null, milestone);
  }

  /** A code that version 3.0 alone has. */
  private static Row newer(String code, MilestoneCode milestone) {
    return new Row(
        "EQUIPMENT",
        code,
        null,
        null,
        Phase.ON,
        (event, situation) -> event.isVersion3(),
        milestone);
  }

  /** Papers of the customs; CUC is a type of version 3.0. */
  private static Row customs(String code, MilestoneCode milestone) {
    return new Row(
        "SHIPMENT",
        code,
        Set.of("CUS", "CUC"),
        null,
        Phase.ON,
        (event, situation) -> event.isVersion3() || "CUS".equals(event.documentType()),
        milestone);
  }

  private static Row transport(String code, MilestoneCode milestone) {
    return new Row("TRANSPORT", code, null, null, Phase.ON, null, milestone);
  }

  /** Out of the last port or depot, where the haulage behind it is this one. */
  private static Row gateOut(Haulage haulage, MilestoneCode milestone) {
    return new Row(
        "EQUIPMENT",
        "GTOT",
        null,
        null,
        Phase.ON,
        (event, situation) ->
            !CUSTOMER.equals(event.facilityType())
                && situation.partner().haulage() == haulage
                && isDestination(event, situation),
        milestone);
  }

  private static boolean isDestination(DcsaEvent event, Situation situation) {
    String destination = situation.stream().shipment().booking().destination();
    return destination.equals(event.where().unLocode());
  }

  private static final List<Row> ROWS =
      List.of(
          equipment("PICK", null, Phase.BEFORE, MilestoneCode.PICKED_UP),
          equipment("GTOT", Set.of(CUSTOMER), Phase.BEFORE, MilestoneCode.PICKED_UP),
          equipment("GTIN", CUSTODY, Phase.BEFORE, MilestoneCode.PICKED_UP),
          equipment("GTIN", CUSTODY, Phase.ON, MilestoneCode.ARRIVED),
          transport("DEPA", MilestoneCode.DEPARTED),
          transport("ARRI", MilestoneCode.ARRIVED),
          equipment("DISC", null, Phase.ON, MilestoneCode.ARRIVED),
          newer("CUSS", MilestoneCode.CUSTOMS_HELD),
          newer("CUSI", MilestoneCode.CUSTOMS_HELD),
          customs("HOLD", MilestoneCode.CUSTOMS_HELD),
          newer("CUSR", MilestoneCode.CUSTOMS_RELEASED),
          customs("RELS", MilestoneCode.CUSTOMS_RELEASED),
          newer("AVPU", MilestoneCode.AVAILABLE_FOR_PICKUP),
          gateOut(Haulage.CARRIER, MilestoneCode.OUT_FOR_DELIVERY),
          gateOut(Haulage.MERCHANT, MilestoneCode.DELIVERED),
          equipment("DROP", Set.of(CUSTOMER), Phase.ON, MilestoneCode.DELIVERED),
          equipment("STRP", Set.of(CUSTOMER), Phase.ON, MilestoneCode.DELIVERED));

  private DcsaIn() {}

  /** What an event says as far as it can be told without its shipment. */
  static Reading read(DcsaEvent event) {
    if (event.isRetracted()) {
      return Reading.untranslatable("An event that is retracted needs a person");
    }
    if (!"ACT".equals(event.classifier()) || event.isEmpty()) {
      return Reading.NOTHING;
    }
    Reading.Ownership own = event.mayBeOwn() ? event::ownVersion : Reading.NO_OWNERSHIP;
    boolean tracking = DcsaTracking.isOne(event);
    boolean says =
        tracking || DcsaPapers.isOne(event) || ROWS.stream().anyMatch(row -> row.mayFit(event));
    return says
        ? new Reading.Fact(tracking, situation -> translate(event, situation), own)
        : new Reading.Nothing(own);
  }

  private static Translation translate(DcsaEvent event, Situation situation) {
    if (DcsaTracking.isOne(event)) {
      return DcsaTracking.translate(event, situation);
    }
    if (DcsaPapers.isOne(event)) {
      return DcsaPapers.translate(event, situation);
    }
    for (Row row : ROWS) {
      if (row.fits(event, situation)) {
        return milestone(row.milestone, event, situation);
      }
    }
    return Translation.NOTHING;
  }

  private static Translation milestone(MilestoneCode code, DcsaEvent event, Situation situation) {
    Where where = event.where();
    if (!where.valid()) {
      return new Translation.Unclear("The place of the event is none");
    }
    if (event.time().isAfter(situation.now().plus(RequestFields.MAX_AHEAD))) {
      return new Translation.Unclear("The time of the event is ahead of the gateway's clock");
    }
    Translation.Unclear note = event.unclearNote();
    return note != null
        ? note
        : Translation.of(
            new RecordMilestone(
                new Milestone(code, event.time(), where.location(), event.note(), null)));
  }
}
