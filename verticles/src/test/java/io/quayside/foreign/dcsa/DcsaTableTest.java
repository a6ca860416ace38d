package io.quayside.foreign.dcsa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quayside.admin.Partner.Haulage;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.domain.documentation.DocumentationCommand.RejectDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.RejectionReason;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.ForeignStory;
import io.quayside.foreign.ForeignTable;
import io.quayside.foreign.ForeignTable.Row;
import io.quayside.foreign.Reading;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mapping of DCSA, row by row, in both directions. */
class DcsaTableTest {
  private static final String IN = "dcsa-in.txt";

  static List<Row> rows() {
    return ForeignTable.rows(IN);
  }

  private static ForeignRecord record(String version, String type, String code, String members) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("eventID", "3cecb101-7a1a-43a4-9d62-e88a131651e2");
    event.put("eventDateTime", "2026-01-02T03:00:00+01:00");
    boolean newer = version.equals("3.0");
    Map<String, Object> kind = newer ? new LinkedHashMap<>() : event;
    kind.put("eventClassifierCode", "ACT");
    kind.put(newer ? "eventTypeCode" : "eventType", type);
    kind.put(type.toLowerCase(Locale.ROOT) + "EventTypeCode", code);
    if (newer) {
      event.put("eventClassification", kind);
    }
    event.putAll(Json.parseObject(members.getBytes(UTF_8)));
    return DcsaDocument.record(0, event);
  }

  private static Principal caller(String states) {
    int at = states.indexOf('@');
    var name = at < 0 ? "MAEU" : states.substring(at + 1);
    return name.equals("operator") ? ForeignStory.OPERATOR : ForeignStory.carrier(name);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldSayWhatTheTableSays(Row row) {
    var states = row.cell(1);
    var kind = row.cell(2).split(" ", -1);
    var record = record(row.cell(0), kind[0], kind[1], row.cell(3));
    var haulage = states.endsWith("/MERCHANT") ? Haulage.MERCHANT : Haulage.CARRIER;
    for (String state : ForeignTable.states(states.replaceAll("[@/].*", ""))) {
      assertThat(
              ForeignTable.said(record, ForeignStory.in(state).stream(), caller(states), haulage))
          .as(state)
          .isEqualTo(row.cell(4));
    }
  }

  @Test
  void shouldHaveARowForEachCodeThatSaysSomethingOrMightHere() {
    Set<String> named = new HashSet<>();
    rows().forEach(row -> named.add(row.cell(2)));
    for (var version : List.of("2.2", "3.0")) {
      var codes = version.equals("3.0") ? DcsaCodes.V3 : DcsaCodes.V2;
      codes
          .byType()
          .forEach(
              (type, all) -> {
                for (String code : all) {
                  if (!named.contains(type + ' ' + code)) {
                    assertThat(record(version, type, code, "{\"documentTypeCode\":\"BKG\"}"))
                        .extracting(ForeignRecord::reading)
                        .as(code)
                        .isEqualTo(Reading.NOTHING);
                  }
                }
              });
    }
  }

  private static String said(String state, String code, String members) {
    var record = record("2.2", code.split(" ", -1)[0], code.split(" ", -1)[1], members);
    var stream = ForeignStory.in(state).stream();
    return ForeignTable.said(record, stream, ForeignStory.carrier("MAEU"), Haulage.CARRIER);
  }

  @Test
  void shouldTakeReferencesOf64CharactersAndNotesOf500() {
    var paper = "{\"documentTypeCode\":\"TRD\",\"documentID\":\"%s\"}";
    var smile = "\uD83D\uDE00";
    assertThat(said("requested", "SHIPMENT DRFT", paper.formatted(smile.repeat(64))))
        .startsWith("SubmitDocument");
    assertThat(said("requested", "SHIPMENT DRFT", paper.formatted("x".repeat(65))))
        .isEqualTo("untranslatable");
    var note = "{\"reason\":\"%s\"}";
    assertThat(said("RELEASED", "EQUIPMENT PICK", note.formatted(smile.repeat(500))))
        .startsWith("PICKED_UP");
    assertThat(said("RELEASED", "EQUIPMENT PICK", note.formatted("x".repeat(501))))
        .isEqualTo("untranslatable");
  }

  private static ForeignStory rejected() {
    return ForeignStory.in("submitted")
        .with(new RejectDocument(1, 1, RejectionReason.OTHER, "weight"));
  }

  @Test
  void shouldTellAPaperWithTheReferenceThatItHadThen() {
    var story = rejected().with(new SubmitDocument(1, null, null, "BL-9", null, null));
    assertThat(told(story, ForeignStory.OPERATOR))
        .extracting(DcsaOut::code, DcsaOut::documentId)
        .containsExactly(tuple("RECE", "BL-1"), tuple("REJE", "BL-1"), tuple("RECE", "BL-9"));
  }

  @Test
  void shouldTellPapersToTheCarrierThatWasAssignedThen() {
    var story =
        rejected()
            .with(new AssignCarrier("HLCU", null))
            .with(new SubmitDocument(1, null, null, "BL-9", null, null));
    assertThat(told(story, ForeignStory.carrier("MAEU")))
        .extracting(DcsaOut::code)
        .containsExactly("RECE", "REJE");
    assertThat(told(story, ForeignStory.carrier("HLCU")))
        .extracting(DcsaOut::documentId)
        .containsExactly("BL-9");
  }

  private static List<DcsaOut> told(ForeignStory story, Principal reader) {
    return story.told().stream()
        .filter(told -> DcsaOut.tells(told.event()))
        .map(told -> DcsaOut.of(told, reader))
        .filter(Objects::nonNull)
        .toList();
  }

  private static void shouldTell(ForeignStory story, String file) {
    var array = DcsaOut.array(told(story, ForeignStory.OPERATOR));
    assertThat(Json.parseObjectOrArray(array))
        .as(new String(array, UTF_8))
        .isEqualTo(Json.parseObjectOrArray(ForeignTable.text(file).getBytes(UTF_8)));
  }

  /** A shipment by a mode that meets every milestone that has a code. */
  private static ForeignStory moved(Mode mode) {
    return ForeignStory.booked(mode)
        .with(new AssignCarrier("MAEU", null))
        .milestone(MilestoneCode.PICKED_UP)
        .milestone(MilestoneCode.DEPARTED, new Location(null, 53.54, 9.98))
        .milestone(MilestoneCode.ARRIVED, new Location("SGSIN", 1.25, 103.75))
        .milestone(MilestoneCode.CUSTOMS_HELD)
        .milestone(MilestoneCode.CUSTOMS_RELEASED)
        .milestone(MilestoneCode.OUT_FOR_DELIVERY)
        .milestone(MilestoneCode.DELIVERY_ATTEMPTED)
        .milestone(MilestoneCode.AVAILABLE_FOR_PICKUP)
        .milestone(MilestoneCode.EXCEPTION_RAISED)
        .milestone(MilestoneCode.EXCEPTION_RESOLVED)
        .milestone(MilestoneCode.DELIVERED);
  }

  @Test
  void shouldTellEventsAsTheTableSays() {
    shouldTell(moved(Mode.SEA), "dcsa-out.json");
    shouldTell(ForeignStory.documented(), "dcsa-out-papers.json");
    shouldTell(ForeignStory.voided(), "dcsa-out-voided.json");
  }

  @Test
  void shouldTellNoMovesByAir() {
    assertThat(told(moved(Mode.AIR), ForeignStory.OPERATOR))
        .extracting(DcsaOut::type)
        .doesNotContain("TRANSPORT")
        .contains("EQUIPMENT", "SHIPMENT");
    for (var mode : List.of(Mode.ROAD, Mode.RAIL)) {
      assertThat(told(moved(mode), ForeignStory.OPERATOR))
          .extracting(DcsaOut::type)
          .contains("TRANSPORT");
    }
  }

  @Test
  void shouldKnowItsOwnEventsWhenTheyComeBack() {
    for (var story : List.of(moved(Mode.SEA), ForeignStory.documented(), ForeignStory.voided())) {
      var told = told(story, ForeignStory.OPERATOR);
      var records = DcsaDocument.read(DcsaOut.array(told)).records();
      assertThat(records).hasSameSizeAs(told).isNotEmpty();
      int latest = story.stream().version();
      for (int i = 0; i < told.size(); i++) {
        var own =
            switch (records.get(i).reading()) {
              case Reading.Fact fact -> fact.own();
              case Reading.Nothing nothing -> nothing.own();
              default -> Reading.NO_OWNERSHIP;
            };
        assertThat(own.versionOf(ForeignStory.ID, latest))
            .isEqualTo(told.get(i).told().event().version());
        assertThat(own.versionOf("0".repeat(26), latest)).isZero();
      }
    }
  }
}
