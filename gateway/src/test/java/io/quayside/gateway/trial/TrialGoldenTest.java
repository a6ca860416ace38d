package io.quayside.gateway.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.gateway.contract.SchemaChanges;
import io.quayside.gateway.trial.InspectionEvent.InspectionRequested;
import io.quayside.log.envelope.EventCodec;
import io.quayside.schema.SchemaCatalog;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The second version of an event type, as docs/evolution.md walks through it: why it is needed, and
 * what becomes of records of the first.
 */
class TrialGoldenTest {
  private static final String FORMER = "inspection.requested.v1";
  private static final String CURRENT = "inspection.requested.v2";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EventCodec CODEC = new EventCodec(TrialMain.CONTEXTS);
  private static final SchemaCatalog CATALOG = SchemaCatalog.load(TrialMain.CONTEXTS);
  private static final Instant AT = Instant.parse("2026-03-02T08:15:30.125Z");

  private static byte[] record(String type) throws IOException {
    try (var file =
        TrialGoldenTest.class.getResourceAsStream("/trial/golden/" + type + "/1.json")) {
      return new String(file.readAllBytes(), UTF_8).strip().getBytes(UTF_8);
    }
  }

  private static JsonNode schema(String type) throws IOException {
    return JSON.readTree(CATALOG.of(type).bytes());
  }

  private static boolean isOf(String type, String data) throws IOException {
    return SchemaRegistry.withDialect(Dialects.getDraft202012())
        .getSchema(schema(type))
        .validate(JSON.readTree(data))
        .isEmpty();
  }

  private static String data(byte[] record) {
    return new JsonObject(new String(record, UTF_8)).getJsonObject("data").encode();
  }

  private static byte[] written(StoredEvent event) {
    return CODEC.encode(event, new JsonWriter(512));
  }

  @Test
  void shouldNeedANewVersionForAMemberThatIsRequired() throws IOException {
    assertThat(SchemaChanges.breaking(schema(FORMER), schema(CURRENT)))
        .contains(
            "/: required was [\"reason\",\"status\"], is [\"reason\",\"priority\",\"status\"]");
  }

  @Test
  void shouldReadTheFormerVersionAsTheCurrentOne() throws IOException {
    var former = record(FORMER);
    var event = CODEC.decode(former);

    assertThat(event.type()).as("as it is stored").isEqualTo(FORMER);
    assertThat(event.event()).isEqualTo(new InspectionRequested("seal broken", "UNKNOWN", AT));
    assertThat(isOf(FORMER, data(former))).isTrue();
    assertThat(isOf(CURRENT, data(former))).isFalse();
    var anew =
        new StoredEvent(
            event.tenant(),
            event.shipmentId(),
            event.version(),
            CURRENT,
            event.commandId(),
            event.status(),
            event.event());
    assertThat(isOf(CURRENT, data(written(anew)))).isTrue();
  }

  @Test
  void shouldWriteAndReadTheCurrentVersion() throws IOException {
    var current = record(CURRENT);
    var event = CODEC.decode(current);

    assertThat(event.event()).isEqualTo(new InspectionRequested("seal broken", "NORMAL", AT));
    assertThat(new String(written(event), UTF_8)).isEqualTo(new String(current, UTF_8));
    assertThat(isOf(CURRENT, data(current))).isTrue();
  }

  @Test
  void shouldFoldBothVersionsToTheSameState() throws IOException {
    var context = new InspectionContext();
    var expected = new Inspections(1, "seal broken", AT);
    for (var type : new String[] {FORMER, CURRENT}) {
      var event = (InspectionEvent) CODEC.decode(record(type)).event();

      assertThat(context.evolve(null, event, 2)).as(type).isEqualTo(expected);
    }
  }
}
