package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ids by which an answer is found in the logs of proxies and gateways. */
@Timeout(180)
@ExtendWith(SharedGateway.class)
class RequestIdIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final GatewayProcess gateway;

  RequestIdIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @Test
  void shouldGiveEachAnswerAnIdOfItsOwn() throws Exception {
    var first = get("/v1/shipments", "accept", "*/*");
    var second = get("/v1/shipments", "accept", "*/*");
    assertThat(requestId(first)).matches("[0-9a-f]{16}").isNotEqualTo(requestId(second));
    assertThat(first.headers().firstValue("x-trace-id")).isEmpty();
  }

  @Test
  void shouldGiveBackTheIdOfTheRequest() throws Exception {
    assertThat(requestId(get("/v1/shipments", "x-request-id", "from-nginx:7/1")))
        .isEqualTo("from-nginx:7/1");
    assertThat(requestId(get("/v1/shipments", "x-request-id", "x".repeat(129))))
        .matches("[0-9a-f]{16}");
    assertThat(requestId(get("/v1/shipments", "x-request-id", "a b"))).matches("[0-9a-f]{16}");
  }

  @Test
  void shouldTellTheIdsInProblemsToo() throws Exception {
    var refused = get("/v1/shipments?limit=0", "traceparent", PARENT);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.headers().firstValue("x-trace-id")).contains(TRACE);
    var problem = new JsonObject(refused.body());
    assertThat(problem.getString("requestId")).isEqualTo(requestId(refused));
    assertThat(problem.getString("traceId")).isEqualTo(TRACE);
  }

  /** What may not be seen is answered as what does not exist, byte by byte. */
  @Test
  void shouldAnswerAllThatIsNotFoundWithTheSameBytes() throws Exception {
    var path = "/v1/shipments/01ARZ3NDEKTSV4RRFFQ69G5FAV";
    var one = get(path, "traceparent", PARENT);
    assertThat(one.statusCode()).isEqualTo(404);
    assertThat(requestId(one)).isNotEmpty();
    assertThat(one.body()).isEqualTo(get(path, "accept", "*/*").body());
  }

  private static String requestId(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-request-id").orElseThrow();
  }

  private HttpResponse<String> get(String path, String header, String value) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + gateway.ports().http() + path);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).header(header, value).build(), BodyHandlers.ofString());
    }
  }
}
