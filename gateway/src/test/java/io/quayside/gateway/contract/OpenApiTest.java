package io.quayside.gateway.contract;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Contexts;
import io.quayside.edge.admin.RebuildRoutes;
import io.quayside.edge.http.Access;
import io.quayside.edge.http.Operation;
import io.quayside.gateway.contract.HttpContract.DocumentedOperation;
import io.quayside.notify.letter.LetterSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The HTTP document: whole, well-formed, and of the same operations as the code. */
class OpenApiTest {
  private static final String DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base";
  private static final JsonNode DOCUMENT = Published.document(Published.OPEN_API);

  @Test
  void shouldNameTheSourcesAndCodesOfDeadLetters() {
    var schemas = DOCUMENT.at("/components/schemas");
    assertThat(schemas.at("/LetterSourceWord/enum"))
        .extracting(JsonNode::asText)
        .isEqualTo(LetterSource.WORDS);
    assertThat(schemas.at("/LetterCodeWord/enum"))
        .extracting(JsonNode::asText)
        .isEqualTo(LetterSource.CODES);
  }

  @Test
  void shouldBeAnOpenApiDocument() throws IOException {
    try (var in = OpenApiTest.class.getResourceAsStream("/contract/openapi-3.1.schema.json")) {
      // The schemas within the document are of JSON Schema's own dialect, and judged by that.
      var dialect = Map.of(DIALECT, "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");
      var schema =
          SchemaRegistry.withDialect(
                  Published.dialect("errorMessage"), builder -> builder.schemas(dialect))
              .getSchema(Published.JSON.readTree(in));

      assertThat(schema.validate(DOCUMENT)).isEmpty();
    }
  }

  @Test
  void shouldDescribeEveryOperationAndNoOther() {
    var coded = operations().stream().map(OpenApiTest::shown).toList();
    var documented =
        HttpContract.documented().stream()
            .map(operation -> operation.method() + " " + operation.path() + " " + operation.id())
            .toList();

    assertThat(documented).containsExactlyInAnyOrderElementsOf(coded);
  }

  /** Those of both ports; probes and metrics are no part of the contract's API. */
  private static List<Operation> operations() {
    return Stream.concat(
            Operation.all(Contexts.STANDARD).stream(), RebuildRoutes.OPERATIONS.stream())
        .toList();
  }

  private static String shown(Operation operation) {
    var path = operation.path().replaceAll(":([A-Za-z0-9]+)", "{$1}");
    return operation.method() + " " + path + " " + operation.id();
  }

  @Test
  void shouldNameEveryProblemCode() {
    var codes = Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList();

    assertThat(texts(DOCUMENT.at("/components/schemas/ProblemCode/enum")))
        .containsExactlyInAnyOrderElementsOf(codes);
    for (ProblemCode code : ProblemCode.values()) {
      assertThat(DOCUMENT.at("/info/description").asText())
          .contains("| `" + code.code() + "` | " + code.status() + " |");
    }
  }

  @Test
  void shouldSayForEachOperationHowItFails() {
    for (DocumentedOperation operation : HttpContract.documented()) {
      var statuses = new TreeSet<String>();
      operation.place().member("responses").node().fieldNames().forEachRemaining(statuses::add);

      assertThat(statuses).as(operation.id()).contains("400", "422", "503");
    }
  }

  @Test
  void shouldSayForEachOperationWhoMayCallIt() {
    assertThat(DOCUMENT.path("security").toString()).isEqualTo("[{\"bearer\":[]}]");
    Map<String, DocumentedOperation> documented =
        HttpContract.documented().stream().collect(toMap(DocumentedOperation::id, one -> one));
    for (Operation operation : operations()) {
      JsonNode node = documented.get(operation.id()).place().node();
      String security =
          switch (operation.access()) {
            case Access.Open open -> "[]";
            case Access.Optional optional -> "[{\"bearer\":[]},{}]";
            default -> "";
          };
      assertThat(node.path("security").toString()).as(operation.id()).isEqualTo(security);
      assertThat(node.path("responses").has("403")).as(operation.id()).isTrue();
      if (!(operation.access() instanceof Access.Open)) {
        assertThat(node.path("responses").has("401")).as(operation.id()).isTrue();
        assertThat(node.path("responses").has("429")).as(operation.id()).isTrue();
        assertThat(node.path("parameters").toString())
            .as(operation.id())
            .contains("#/components/parameters/QuaysideTenant");
      }
    }
  }

  @Test
  void shouldReferToWhatIsThere() {
    for (String document : List.of(Published.OPEN_API, Published.ASYNC_API)) {
      List<String> references = new ArrayList<>();
      collect(Published.document(document), "", references);

      assertThat(references).hasSizeGreaterThan(50);
      references.forEach(pointer -> Published.at(document, pointer));
    }
  }

  private static void collect(JsonNode node, String pointer, List<String> references) {
    if (node.path("$ref").isTextual()) {
      references.add(pointer);
    }
    node.properties()
        .forEach(
            member ->
                collect(
                    member.getValue(),
                    pointer + '/' + Published.escaped(member.getKey()),
                    references));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), pointer + '/' + i, references);
      }
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
