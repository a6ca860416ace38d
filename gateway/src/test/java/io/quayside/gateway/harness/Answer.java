package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;

/** An answer of the gateway, whole. */
public record Answer(int status, HttpHeaders headers, byte[] body) {
  static Answer of(HttpResponse<byte[]> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  public String text() {
    return new String(body, UTF_8);
  }

  public JsonObject json() {
    return new JsonObject(text());
  }

  /** The header's value, or null. */
  public String header(String name) {
    return headers.firstValue(name).orElse(null);
  }

  /** Whether the command or update is promised. */
  public boolean accepted() {
    return status / 100 == 2;
  }

  public boolean replayed() {
    return "true".equals(header("Idempotency-Replayed"));
  }

  /** Itself, after making sure of the status. */
  public Answer expect(int expected) {
    assertThat(status).as("status, with the body %s", text()).isEqualTo(expected);
    return this;
  }

  /** Itself, after making sure that it is this problem, and a whole problem document. */
  public Answer expectProblem(int expectedStatus, String code) {
    expect(expectedStatus);
    assertThat(header("content-type")).isEqualTo("application/problem+json");
    var problem = json();
    assertThat(problem.getString("code")).as(text()).isEqualTo(code);
    assertThat(problem.getString("type")).isEqualTo("urn:quayside:problem:" + code);
    assertThat(problem.getInteger("status")).isEqualTo(expectedStatus);
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    return this;
  }

  /** The offending pointers and parameters that a problem lists, in its order. */
  public List<String> offences() {
    var errors = json().getJsonArray("errors");
    return errors.stream()
        .map(JsonObject.class::cast)
        .peek(error -> assertThat(error.getString("detail")).isNotBlank())
        .map(error -> error.getString("pointer", error.getString("parameter")))
        .toList();
  }
}
