package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemException;
import io.quayside.foreign.epcis.EpcisDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The gateway's own rules beside the JSON schema that GS1 publishes, over all samples and over each
 * sample with one member removed or of another type. GS1 gives no licence to hand its schema on, so
 * that it is not in this repository: {@code -Depcis.schema} names a copy of EPCIS-JSON-Schema.json
 * of github.com/gs1/EPCIS.
 */
class EpcisSchemaTest {
  private static final String PROPERTY = "epcis.schema";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** By what the two differ, and why that is meant. */
  private static final Map<String, String> EXPLAINED = Map.of();

  private final TreeMap<String, TreeSet<String>> differences = new TreeMap<>();
  private int compared;

  @Test
  void shouldDifferFromTheSchemaOfGs1ForAReasonAlone() throws IOException {
    var file = System.getProperty(PROPERTY, "");
    assumeTrue(!file.isEmpty(), PROPERTY + " names no file");
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(JSON.readTree(Files.readAllBytes(Path.of(file))));
    for (var sample :
        Stream.concat(EpcisSamplesTest.valid().stream(), EpcisSamplesTest.invalid().stream())
            .toList()) {
      var document = JSON.readTree(Files.readAllBytes(sample));
      compare(schema, document, sample.getFileName().toString());
      mutate(schema, document, document, sample.getFileName() + " ");
    }
    differences.forEach(
        (what, where) -> System.out.println(what + ": " + where.size() + " " + where.first()));
    System.out.println(compared + " documents");
    assertThat(compared).isGreaterThan(1_000);
    assertThat(EXPLAINED.keySet()).containsAll(differences.keySet());
  }

  private void mutate(Schema schema, JsonNode document, JsonNode part, String where) {
    switch (part) {
      case ObjectNode object -> {
        for (var name : names(object)) {
          var value = object.get(name);
          for (var other : mutations(value)) {
            if (other == null) {
              object.remove(name);
            } else {
              object.set(name, other);
            }
            compare(
                schema,
                document,
                where + "/" + name + (other == null ? " removed" : " = " + other));
            object.set(name, value);
          }
          if (!name.equals("@context")) {
            mutate(schema, document, value, where + "/" + name);
          }
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < Math.min(2, array.size()); i++) {
          mutate(schema, document, array.get(i), where + "/" + i);
        }
      }
      default -> {}
    }
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<JsonNode> mutations(JsonNode value) {
    List<JsonNode> others = new ArrayList<>();
    others.add(null);
    others.add(
        value.isNumber()
            ? JSON.getNodeFactory().textNode("x")
            : JSON.getNodeFactory().numberNode(7));
    if (value.isTextual()) {
      others.add(JSON.getNodeFactory().textNode("no such word"));
    }
    return others;
  }

  private void compare(Schema schema, JsonNode document, String where) {
    compared++;
    var errors = schema.validate(document);
    var problem = ours(document);
    if (errors.isEmpty() && problem != null) {
      problem.errors().forEach(offence -> difference("refused: " + last(offence.where()), where));
    } else if (!errors.isEmpty() && problem == null) {
      difference(
          "taken: "
              + errors.stream()
                  .map(
                      error ->
                          last(error.getInstanceLocation().toString()) + " " + error.getKeyword())
                  .distinct()
                  .sorted()
                  .limit(4)
                  .toList(),
          where);
    }
  }

  private void difference(String what, String where) {
    differences.computeIfAbsent(what, key -> new TreeSet<>()).add(where);
  }

  private static String last(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1).replaceAll("[0-9]+", "n");
  }

  private static Problem ours(JsonNode document) {
    try {
      EpcisDocument.read(JSON.writeValueAsBytes(document));
      return null;
    } catch (ProblemException refused) {
      return refused.problem();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
