package io.quayside.foreign.epcis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.foreign.ForeignTable;
import io.quayside.foreign.ForeignTable.Row;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes a document invalid, and the place that is named. */
class EpcisDocumentTest {
  private static final String AT = "/epcisBody/eventList/0/";

  private static String document(String... events) {
    return "{\"@context\":\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
        + "\"type\":\"EPCISDocument\",\"epcisBody\":{\"eventList\":["
        + String.join(",", events)
        + "]}}";
  }

  /** An event of a type with members that may replace those which each event has. */
  private static String event(String type, String members) {
    return new JsonObject()
        .put("type", type)
        .put("eventTime", "2026-01-02T03:00:00Z")
        .put("eventTimeZoneOffset", "+01:00")
        .put("action", "OBSERVE")
        .put("epcList", new JsonArray().add("urn:x:y"))
        .mergeIn(new JsonObject(members))
        .encode();
  }

  private static List<String> places(String document) {
    try {
      EpcisDocument.read(document.getBytes(UTF_8));
      return List.of();
    } catch (ProblemException refused) {
      assertThat(refused.problem().code()).isEqualTo(ProblemCode.DOCUMENT_INVALID);
      return refused.problem().errors().stream().map(Offence::where).toList();
    }
  }

  static List<Row> invalid() {
    return ForeignTable.rows("epcis-invalid.txt");
  }

  static List<Row> valid() {
    return ForeignTable.rows("epcis-valid.txt");
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void shouldNameThePlaceInAnEvent(Row row) {
    assertThat(places(document(event(row.cell(0), row.cell(1))))).containsExactly(AT + row.cell(2));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void shouldTakeWhatItNeedsNot(Row row) {
    assertThat(places(document(event(row.cell(0), row.cell(1))))).isEmpty();
  }

  @Test
  void shouldAskAnObjectEventForItsSubject() {
    var event = event("ObjectEvent", "{\"sensorElementList\":[]}").replace("epcList", "x:list");
    assertThat(places(document(event))).containsExactly(AT + "epcList");
    var placed = event.replaceFirst("\\{", "{\"readPoint\":{\"id\":\"geo:1,2\"},");
    assertThat(places(document(placed))).isEmpty();
  }

  @Test
  void shouldNameThePlacesAroundTheEvents() {
    assertThat(places("{}")).containsExactly("/@context", "/type");
    assertThat(places("{\"@context\":7,\"type\":\"EPCISDocument\",\"epcisBody\":{}}"))
        .containsExactly("/@context", "/epcisBody/eventList");
    assertThat(
            places(
                "{\"@context\":[],\"type\":\"EPCISQueryDocument\",\"schemaVersion\":2,"
                    + "\"creationDate\":\"today\",\"epcisBody\":{\"queryResults\":"
                    + "{\"queryName\":7,\"resultsBody\":{\"eventList\":[7]}}}}"))
        .containsExactlyInAnyOrder(
            "/schemaVersion",
            "/creationDate",
            "/epcisBody/queryResults/queryName",
            "/epcisBody/queryResults/resultsBody/eventList/0");
    var bare = event("ObjectEvent", "{\"action\":\"X\",\"@context\":{}}");
    assertThat(places(bare)).containsExactly("/action");
    assertThat(places(bare.replace("{}", "[7]"))).containsExactly("/@context/0", "/action");
  }

  @Test
  void shouldJudgeTheWholeDocumentAndNameTwentyPlacesAtMost() {
    var good = event("ObjectEvent", "{}");
    var bad = event("ObjectEvent", "{\"action\":\"X\"}");
    assertThat(places(document(good, bad, good))).containsExactly("/epcisBody/eventList/1/action");
    var many = Stream.generate(() -> bad).limit(30).toArray(String[]::new);
    assertThat(places(document(many))).hasSize(20);
    assertThatThrownBy(
            () -> {
              var tooMany = Stream.generate(() -> good).limit(1_001).toArray(String[]::new);
              EpcisDocument.read(document(tooMany).getBytes(UTF_8));
            })
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused ->
                assertThat(refused.problem().code()).isEqualTo(ProblemCode.PAYLOAD_TOO_LARGE));
  }
}
