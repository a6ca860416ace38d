package io.quayside.gateway.contract;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.contract.HttpContract.DocumentedOperation;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The documents where the gateway serves them, and its paths as they say. */
@ExtendWith(SharedGateway.class)
class OpenApiIT {
  private final Client client;

  OpenApiIT(GatewayProcess gateway) {
    this.client = gateway.client();
  }

  @TestFactory
  Stream<DynamicTest> shouldAllowTheDocumentedMethodsOnly() {
    var methods =
        HttpContract.documented().stream()
            .filter(DocumentedOperation::isPublic)
            .sorted((a, b) -> a.method().compareTo(b.method()))
            .collect(
                groupingBy(
                    DocumentedOperation::path,
                    TreeMap::new,
                    mapping(DocumentedOperation::method, joining(", "))));
    // HEAD is answered wherever GET is, and not described again.
    methods.replaceAll((path, allowed) -> allowed.replace("GET", "GET, HEAD"));
    return methods.entrySet().stream()
        .map(
            path ->
                DynamicTest.dynamicTest(
                    path.getKey(), () -> checkMethods(path.getKey(), path.getValue())));
  }

  private void checkMethods(String path, String allowed) {
    var concrete = path.replaceAll("\\{[A-Za-z0-9]+}", "00000000000000000000000000");
    for (String method : new String[] {"PUT", "DELETE", "PATCH", "OPTIONS"}) {
      if (allowed.contains(method)) {
        continue;
      }
      var answer = client.send(method, concrete, null, null).join();

      answer.expectProblem(405, "method-not-allowed");
      assertThat(answer.header("Allow")).as("%s %s", method, path).isEqualTo(allowed);
    }
  }

  @Test
  void shouldServeTheDocumentsAndThePage() {
    for (String path : new String[] {"/openapi.yaml", "/asyncapi.yaml", "/docs"}) {
      var answer = client.get(path).expect(200);

      assertThat(answer.text()).contains("Quayside");
      assertThat(client.get(path, "If-None-Match", answer.header("ETag")).expect(304).body())
          .isEmpty();
      client.get(path + "?colour=red").expectProblem(422, "validation-failed");
    }
  }

  @Test
  void shouldServeEverythingThatThePageNamesAndNothingElse() {
    var page = client.get("/docs").expect(200);
    var named =
        java.util.regex.Pattern.compile("\"(/docs/[^\"]+)\"")
            .matcher(page.text())
            .results()
            .map(reference -> reference.group(1))
            .distinct()
            .toList();

    assertThat(named).hasSizeGreaterThan(6);
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
    for (String asset : named) {
      var answer = client.get(asset).expect(200);
      assertThat(answer.body()).as(asset).isNotEmpty();
      client.get(asset, "If-None-Match", answer.header("ETag")).expect(304);
    }
    for (String other : new String[] {"index.html", "..%2fopenapi.yaml", "%2e%2e%2flogback.xml"}) {
      client.get("/docs/" + other).expectProblem(404, "not-found");
    }
  }
}
