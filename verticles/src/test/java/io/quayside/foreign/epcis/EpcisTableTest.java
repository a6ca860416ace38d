package io.quayside.foreign.epcis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.Partner.Haulage;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.ForeignStory;
import io.quayside.foreign.ForeignTable;
import io.quayside.foreign.ForeignTable.Row;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Reading;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mapping of EPCIS, row by row, in both directions. */
class EpcisTableTest {
  private static final String IN = "epcis-in.txt";

  static List<Row> rows() {
    return ForeignTable.rows(IN);
  }

  private static ForeignRecord record(String members) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", "ObjectEvent");
    event.put("eventTime", "2026-01-02T03:00:00+01:00");
    event.put("eventTimeZoneOffset", "+01:00");
    event.put("action", "OBSERVE");
    event.put("epcList", List.of("urn:quayside:shipment:" + ForeignStory.ID));
    event.putAll(Json.parseObject(members.getBytes(UTF_8)));
    return EpcisDocument.record(0, event);
  }

  private static String said(String members, String state) {
    return ForeignTable.said(
        record(members),
        ForeignStory.in(state).stream(),
        ForeignStory.carrier("MAEU"),
        Haulage.CARRIER);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldSayWhatTheTableSays(Row row) {
    for (String state : ForeignTable.states(row.cell(0))) {
      assertThat(said(row.cell(1), state)).as(state).isEqualTo(row.cell(2));
    }
  }

  @Test
  void shouldSayNothingInWordsThatTheTableDoesNotHave() {
    String table = ForeignTable.text(IN);
    var unknown =
        Stream.concat(
                EpcisWords.BIZ_STEPS.stream().map(word -> "{\"bizStep\":\"" + word + "\"}"),
                EpcisWords.DISPOSITIONS.stream().map(word -> "{\"disposition\":\"" + word + "\"}"))
            .filter(members -> !table.contains(members.substring(1, members.length() - 1)))
            .toList();
    assertThat(unknown).hasSizeGreaterThan(50);
    for (String members : unknown) {
      for (Status status : Status.values()) {
        assertThat(said(members, status.name())).as("%s in %s", members, status).isEqualTo("-");
      }
    }
  }

  /** A shipment that meets every milestone that there is. */
  private static ForeignStory eventful() {
    return ForeignStory.in("RELEASED")
        .milestone(MilestoneCode.PICKED_UP)
        .milestone(MilestoneCode.DEPARTED, new Location(null, 53.54, 9.98))
        .milestone(MilestoneCode.ARRIVED, new Location("NLRTM", 51.95, 4.05))
        .milestone(MilestoneCode.CUSTOMS_HELD)
        .milestone(MilestoneCode.CUSTOMS_RELEASED)
        .milestone(MilestoneCode.OUT_FOR_DELIVERY)
        .milestone(MilestoneCode.DELIVERY_ATTEMPTED)
        .milestone(MilestoneCode.AVAILABLE_FOR_PICKUP)
        .milestone(MilestoneCode.EXCEPTION_RAISED)
        .milestone(MilestoneCode.EXCEPTION_RESOLVED)
        .milestone(MilestoneCode.RETURN_STARTED)
        .milestone(MilestoneCode.RETURNED);
  }

  private static String told(ForeignStory story) {
    return told(story, ForeignStory.OPERATOR);
  }

  private static String told(ForeignStory story, Principal reader) {
    var milestones = story.told().stream().filter(told -> EpcisOut.tells(told.event())).toList();
    var created = Instant.parse("2026-01-10T00:00:00Z");
    return new String(EpcisOut.document(created, milestones, reader), UTF_8);
  }

  private static void shouldTell(ForeignStory story, String file) {
    var document = told(story);
    assertThat(Json.parseObject(document.getBytes(UTF_8)))
        .as(document)
        .isEqualTo(Json.parseObject(ForeignTable.text(file).getBytes(UTF_8)));
  }

  @Test
  void shouldTellMilestonesAsTheTableSays() {
    shouldTell(eventful(), "epcis-out.json");
    shouldTell(ForeignStory.in("DELIVERED"), "epcis-out-delivered.json");
    shouldTell(
        ForeignStory.documented().milestone(MilestoneCode.PICKED_UP), "epcis-out-papers.json");
    assertThat(told(ForeignStory.in("LOST"))).doesNotContain("stolen", "destroyed");
    assertThat(told(ForeignStory.booked(Mode.SEA))).contains("\"eventList\":[]");
  }

  @Test
  void shouldNameABillOfLadingToThoseWhoMaySeeIt() {
    var story = ForeignStory.documented().milestone(MilestoneCode.PICKED_UP);
    assertThat(told(story, ForeignStory.OPERATOR)).contains("BL-1");
    assertThat(told(story, ForeignStory.carrier("MAEU"))).contains("BL-1");
    assertThat(told(story, ForeignStory.carrier("HLCU")))
        .doesNotContain("BL-1")
        .contains("PO-4711");
  }

  @Test
  void shouldTakeAnEmptyIdAsNone() {
    var one = record("{\"eventID\":\"\",\"bizStep\":\"loading\"}");
    var other = record("{\"eventID\":\"\",\"bizStep\":\"departing\"}");
    assertThat(one.eventId()).isNull();
    assertThat(one.identity()).isNotEqualTo(other.identity());
  }

  @Test
  void shouldPassOverNamesThatAreNoText() {
    var names =
        record(
                "{\"epcList\":[\"urn:epc:id:bic:MS\\u0000\"],\"bizTransactionList\":["
                    + "{\"bizTransaction\":\"urn:x:A\\u0000B\"},{\"bizTransaction\":\"urn:x:\\ud800\"}]}")
            .names();
    assertThat(names.containers()).isEmpty();
    assertThat(names.documents()).isEmpty();
    assertThat(names.references()).isEmpty();
  }

  @Test
  void shouldKnowItsOwnEventsWhenTheyComeBack() {
    var story = eventful();
    var records = EpcisDocument.read(told(story).getBytes(UTF_8));
    assertThat(records).hasSize(8);
    for (var record : records) {
      var version =
          Integer.parseInt(record.eventId().substring(record.eventId().lastIndexOf('/') + 1));
      assertThat(record.reading()).isEqualTo(new Reading.Own(ForeignStory.ID, version));
      assertThat(story.told().get(version - 1).event().version()).isEqualTo(version);
    }
  }

  @Test
  void shouldTellRecordsWithoutIdsApartByTheirMembersInAnyOrder() {
    var one = EpcisDocument.record(0, members("{\"type\":\"ObjectEvent\",\"a\":1,\"b\":[2]}"));
    var same = EpcisDocument.record(1, members("{\"b\":[2],\"a\":1,\"type\":\"ObjectEvent\"}"));
    var other = EpcisDocument.record(2, members("{\"b\":[2],\"a\":2,\"type\":\"ObjectEvent\"}"));
    assertThat(same.identity()).isEqualTo(one.identity()).isNotEqualTo(other.identity());
    assertThat(one.identity()).hasSize(64);
  }

  private static Map<String, Object> members(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }

  @Test
  void shouldReadTheNamesOfShipments() {
    var names =
        record(
                """
                {"epcList":["urn:quayside:shipment:01JQ8ZK3V5T7Y9B1D3F5H7K9MN",
                  "urn:quayside:shipment:none","urn:epc:id:bic:APZU4812090",
                  "urn:epc:id:sscc:0614141.1234567890","https://id.gs1.org/00/106141412345678908",
                  "https://id.gs1.org/402/05012345678900012"],
                 "bizTransactionList":[{"bizTransaction":"urn:acme:bol:BL-1"},
                  {"bizTransaction":"https://acme.example/po/PO-7"}]}
                """)
            .names();
    assertThat(names.shipments()).containsExactly("01JQ8ZK3V5T7Y9B1D3F5H7K9MN");
    assertThat(names.containers()).containsExactly("APZU4812090");
    assertThat(names.documents()).containsExactly("BL-1", "PO-7");
    assertThat(names.references())
        .containsExactly("106141412345678908", "05012345678900012", "BL-1", "PO-7");
    assertThat(JsonParts.texts(Map.of(), "epcList")).isEmpty();
  }
}
