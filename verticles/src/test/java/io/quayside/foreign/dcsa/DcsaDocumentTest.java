package io.quayside.foreign.dcsa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.foreign.ForeignTable;
import io.quayside.foreign.ForeignTable.Row;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which events of a request are none. */
class DcsaDocumentTest {
  static List<Row> rows() {
    return ForeignTable.rows("dcsa-values.txt");
  }

  private static JsonObject event(String version, String type, String code) {
    var event = new JsonObject().put("eventDateTime", "2026-01-02T03:00:00+01:00");
    var kind = version.equals("3.0") ? new JsonObject() : event;
    kind.put("eventClassifierCode", "ACT")
        .put(version.equals("3.0") ? "eventTypeCode" : "eventType", type)
        .put(type.toLowerCase(Locale.ROOT) + "EventTypeCode", code);
    return version.equals("3.0")
        ? event.put("eventID", "e-1").put("eventClassification", kind)
        : event.put("eventID", "3cecb101-7a1a-43a4-9d62-e88a131651e2");
  }

  /** What is wrong with an event, which comes with one that is right; «-»: nothing. */
  private static String offence(JsonObject event) {
    boolean newer = event.containsKey("eventClassification");
    var valid = event(newer ? "3.0" : "2.2", "EQUIPMENT", "LOAD");
    var events = new JsonArray().add(valid).add(event);
    var text = newer ? new JsonObject().put("events", events).encode() : events.encode();
    var document = DcsaDocument.read(text.getBytes(UTF_8));
    assertThat(document.records()).hasSize(2 - document.errors().size());
    return document.errors().isEmpty() ? "-" : document.errors().getFirst().detail();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldTakeTheValuesOfItsVersionAlone(Row row) {
    var kind = row.cell(1).split(" ", -1);
    var event = event(row.cell(0), kind[0], kind[1]).mergeIn(new JsonObject(row.cell(2)), true);
    assertThat(offence(event)).isEqualTo(row.cell(3));
  }

  @Test
  void shouldCountTheCharactersOfAnIdNotItsCodeUnits() {
    var event = event("3.0", "EQUIPMENT", "LOAD");
    assertThat(offence(event.copy().put("eventID", "\uD83D\uDE00".repeat(500)))).isEqualTo("-");
    assertThat(offence(event.copy().put("eventID", "x".repeat(501)))).contains("eventID");
  }
}
