package io.quayside.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The gate of schema changes: what was released changes by the rule alone. A folder holds the
 * schemas of a release as they were.
 */
class SchemaChangesTest {
  private static final Path RELEASED =
      Published.repository().resolve("gateway/src/test/resources/schemas/released");

  private static final String BOOKED = "shipment.booked.v1";

  private record Released(String version, String type, JsonNode schema) {}

  private static List<Released> released() throws IOException {
    try (Stream<Path> files = Files.walk(RELEASED)) {
      return files
          .filter(Files::isRegularFile)
          .map(
              file ->
                  new Released(
                      file.getParent().getFileName().toString(),
                      file.getFileName().toString().replaceFirst("\\.json$", ""),
                      SchemaFiles.read(file)))
          .toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldOnlyChangeReleasedSchemasByTheRule() throws IOException {
    assertThat(released()).hasSizeGreaterThan(40);
    return released().stream()
        .map(
            released ->
                dynamicTest(
                    released.version + " " + released.type,
                    () -> {
                      var current = SchemaFiles.CATALOG.of(released.type);
                      assertThat(current).as("the schema of %s", released.type).isNotNull();
                      assertThat(SchemaChanges.breaking(released.schema, SchemaFiles.json(current)))
                          .as("changes of %s that need the next version", released.type)
                          .isEmpty();
                    }));
  }

  /** A reader of a release gets along with what is written now. */
  @TestFactory
  Stream<DynamicTest> shouldBeReadableByReadersOfEachRelease() throws IOException {
    return released().stream()
        .map(
            released ->
                dynamicTest(
                    released.version + " " + released.type,
                    () -> {
                      JsonNode data = SchemaFiles.golden(released.type).getLast().get("data");
                      JsonNode lenient = withoutExtensibleEnums(released.schema);
                      assertThat(
                              SchemaFiles.compiled(lenient)
                                  .validate(stripped(data, released.schema)))
                          .isEmpty();
                    }));
  }

  /** The value without members that a schema does not name, where it names any. */
  private static JsonNode stripped(JsonNode value, JsonNode schema) {
    if (value instanceof ObjectNode object && schema.has("properties")) {
      ObjectNode kept = object.objectNode();
      for (var member : object.properties()) {
        JsonNode known = schema.path("properties").path(member.getKey());
        if (!known.isMissingNode()) {
          kept.set(member.getKey(), stripped(member.getValue(), known));
        }
      }
      return kept;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode kept = array.arrayNode();
      array.forEach(each -> kept.add(stripped(each, schema.path("items"))));
      return kept;
    }
    return value;
  }

  private static JsonNode withoutExtensibleEnums(JsonNode schema) {
    JsonNode lenient = schema.deepCopy();
    lenient
        .findParents("x-extensible-enum")
        .forEach(parent -> ((ObjectNode) parent).remove(List.of("x-extensible-enum", "enum")));
    return lenient;
  }

  /** What a change to the schema of a booking is said to break. */
  private static List<String> broken(Consumer<JsonNode> change) {
    JsonNode released = SchemaFiles.json(SchemaFiles.CATALOG.of(BOOKED));
    JsonNode changed = released.deepCopy();
    change.accept(changed);
    assertThat(changed).as("the planted change").isNotEqualTo(released);
    return SchemaChanges.breaking(released, changed);
  }

  private static ObjectNode at(JsonNode schema, String pointer) {
    return (ObjectNode) schema.at(pointer);
  }

  @Test
  void shouldLetWhatReadersCanTakeThrough() {
    assertThat(broken(schema -> at(schema, "/properties").putObject("voyage"))).isEmpty();
    assertThat(broken(schema -> at(schema, "/properties/reference").put("maxLength", 65)))
        .isEmpty();
    assertThat(broken(schema -> at(schema, "/properties/reference").put("minLength", 0))).isEmpty();
    assertThat(broken(schema -> at(schema, "/properties/reference").put("description", "new")))
        .isEmpty();
    JsonNode raised = SchemaFiles.json(SchemaFiles.CATALOG.of("shipment.exception-raised.v1"));
    JsonNode more = raised.deepCopy();
    ((ArrayNode) more.at("/properties/exceptionCode/enum")).add("STOLEN");
    assertThat(SchemaChanges.breaking(raised, more)).isEmpty();
    assertThat(SchemaChanges.breaking(more, raised))
        .singleElement()
        .asString()
        .startsWith("/exceptionCode: enum was");
  }

  @Test
  void shouldNameTheMemberOfAPlantedBreakingChange() {
    assertThat(broken(schema -> at(schema, "/properties").remove("mode")))
        .containsExactly("/mode: was removed");
    assertThat(
            broken(
                schema -> {
                  ObjectNode properties = at(schema, "/properties");
                  properties.set("kind", properties.remove("mode"));
                }))
        .containsExactly("/mode: was removed");
    assertThat(
            broken(schema -> at(schema, "/properties/cargo/properties/packages").put("maximum", 9)))
        .containsExactly("/cargo/packages: maximum was 100000, is 9");
    assertThat(broken(schema -> at(schema, "/properties/shipper").put("type", "integer")))
        .containsExactly("/shipper: type was \"string\", is \"integer\"");
    assertThat(broken(schema -> at(schema, "/properties/shipper").put("minItems", 1)))
        .containsExactly("/shipper: minItems was absent, is 1");
    assertThat(
            broken(schema -> ((ArrayNode) schema.at("/required")).add(TextNode.valueOf("voyage"))))
        .singleElement()
        .asString()
        .startsWith("/: required was");
    assertThat(broken(schema -> ((ArrayNode) schema.at("/properties/mode/enum")).add("PIPELINE")))
        .singleElement()
        .asString()
        .startsWith("/mode: enum was");
    assertThat(broken(schema -> at(schema, "/properties/origin").put("additionalProperties", true)))
        .containsExactly("/origin: additionalProperties was false, is true");
    assertThat(broken(schema -> at(schema, "/properties/requestedPickupAt").put("format", "date")))
        .containsExactly("/requestedPickupAt: format was \"date-time\", is \"date\"");
  }
}
