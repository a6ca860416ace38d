package io.quayside.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.contract.Published.Place;
import io.quayside.schema.EventSchema;
import io.quayside.schema.SchemaCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The schema files of events: one for each type, closed, and the same as AsyncAPI says. */
class SchemaFilesTest {
  private static final Path FILES =
      Published.repository().resolve("gateway/src/main/resources/schemas");

  /** What the files may use; the gate of changes and the registries' dialect know no more. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "$schema",
          "$id",
          "title",
          "description",
          "type",
          "format",
          "pattern",
          "const",
          "enum",
          "x-extensible-enum",
          "minLength",
          "maxLength",
          "minimum",
          "exclusiveMinimum",
          "maximum",
          "exclusiveMaximum",
          "minItems",
          "maxItems",
          "items",
          "required",
          "properties",
          "anyOf",
          "allOf",
          "if",
          "then",
          "else",
          "not",
          "oneOf",
          "additionalProperties");

  /** Members whose values may become more within a version. */
  private static final Set<String> EXTENSIBLE = Set.of("status", "exceptionCode", "reasonCode");

  /** Loading fails with the type's name if an event type has no file. */
  @Test
  void shouldHaveAFileForEveryType() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      assertThat(files.map(file -> file.getFileName().toString().replaceFirst("\\.json$", "")))
          .containsAll(SchemaFiles.CATALOG.all().stream().map(EventSchema::type).toList());
    }
    assertThat(SchemaCatalog.load(Contexts.STANDARD).all())
        .extracting(EventSchema::type)
        .containsAll(Contexts.STANDARD.eventTypes());
  }

  @TestFactory
  Stream<DynamicTest> shouldBeClosedAndSelfContained() {
    return SchemaFiles.CATALOG.all().stream()
        .map(schema -> dynamicTest(schema.type(), () -> checkForm(schema)));
  }

  private static void checkForm(EventSchema schema) {
    JsonNode file = SchemaFiles.json(schema);
    assertThat(file.get("$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(file.get("$id").asText()).isEqualTo("urn:quayside:schema:" + schema.type());
    assertThat(file.get("type").asText()).isEqualTo("object");
    checkNode(file, "");
  }

  private static void checkNode(JsonNode node, String name) {
    node.fieldNames().forEachRemaining(keyword -> assertThat(KEYWORDS).contains(keyword));
    if (node.path("type").asText().equals("object")) {
      assertThat(node.path("additionalProperties").isBoolean()).as(node.toString()).isTrue();
      assertThat(node.get("additionalProperties").asBoolean()).isFalse();
    }
    if (node.has("enum")) {
      assertThat(node.has("x-extensible-enum")).as(name).isEqualTo(EXTENSIBLE.contains(name));
    }
    for (var property : node.path("properties").properties()) {
      checkNode(property.getValue(), property.getKey());
    }
    if (node.has("items")) {
      checkNode(node.get("items"), "");
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldDescribeAllThatWasEverWritten() {
    return SchemaFiles.CATALOG.all().stream()
        .map(
            schema ->
                dynamicTest(
                    schema.type(),
                    () -> {
                      var compiled = SchemaFiles.compiled(SchemaFiles.json(schema));
                      for (JsonNode record : SchemaFiles.golden(schema.type())) {
                        assertThat(compiled.validate(record.get("data")))
                            .as(record.toString())
                            .isEmpty();
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> shouldSayTheSameAsAsyncApi() {
    Map<String, Place> documented = documented();
    assertThat(documented.keySet())
        .containsAll(Contexts.STANDARD.eventTypes())
        .isSubsetOf(
            SchemaFiles.CATALOG.all().stream().map(EventSchema::type).collect(Collectors.toSet()));
    return documented.entrySet().stream()
        .map(
            message ->
                dynamicTest(
                    message.getKey(), () -> checkSame(message.getKey(), message.getValue())));
  }

  /** The messages of the topics with a schema, by type. */
  private static Map<String, Place> documented() {
    Map<String, Place> all = new TreeMap<>(EventContract.records("shipment-events"));
    all.putAll(EventContract.records("shipment-positions"));
    all.putAll(EventContract.records("quayside-admin"));
    all.putAll(EventContract.records("shipment-dead-letters"));
    return all;
  }

  private static void checkSame(String type, Place message) {
    JsonNode file = SchemaFiles.json(SchemaFiles.CATALOG.of(type));
    JsonNode payload = SchemaForms.of(message.member("payload"));
    assertThat(SchemaForms.text(payload.at("/properties/data")))
        .isEqualTo(SchemaForms.text(SchemaForms.of(file)));
  }
}
