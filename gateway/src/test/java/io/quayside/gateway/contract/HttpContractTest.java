package io.quayside.gateway.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The check that every answer of the end-to-end tests goes through must be able to fail. */
class HttpContractTest {
  private static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";
  private static final String RELEASE = "/v1/shipments/" + ID + "/release";
  private static final String RECEIPT =
      """
      {"shipmentId":"%s","version":3,"eventId":"%s/3","type":"shipment.released.v1",
       "status":"RELEASED","recordedAt":"2026-03-02T08:15:30.125Z"}\
      """
          .formatted(ID, ID);
  private static final String UNAVAILABLE =
      """
      {"type":"urn:quayside:problem:overloaded","title":"Full","status":503,"detail":"Full",
       "code":"overloaded"}\
      """;

  private static ThrowingCallable answered(int status, Map<String, String> headers, String body) {
    return answered(RELEASE, status, headers, body);
  }

  private static ThrowingCallable answered(
      String path, int status, Map<String, String> headers, String body) {
    var all = new HashMap<String, List<String>>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    var given = HttpHeaders.of(all, (name, value) -> true);
    return () -> HttpContract.check("POST", path, status, given, body.getBytes(UTF_8));
  }

  private static Map<String, String> json(String... more) {
    return headers("application/json", more);
  }

  private static Map<String, String> headers(String mediaType, String... more) {
    var headers = new HashMap<String, String>();
    headers.put("Content-Type", mediaType);
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return headers;
  }

  @Test
  void shouldTakeWhatIsDocumented() {
    assertThatCode(answered(200, json("ETag", "\"3\""), RECEIPT)).doesNotThrowAnyException();
    assertThatCode(
            answered(503, headers("application/problem+json", "Retry-After", "1"), UNAVAILABLE))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldFindWhatIsNotDocumented() {
    var etag = json("ETag", "\"3\"");
    assertThatThrownBy(answered(202, etag, RECEIPT)).hasMessageContaining("undocumented status");
    assertThatThrownBy(answered(200, json(), RECEIPT)).hasMessageContaining("header ETag");
    assertThatThrownBy(answered(200, json("ETag", "3"), RECEIPT))
        .hasMessageContaining("header ETag");
    assertThatThrownBy(answered(200, headers("text/plain", "ETag", "\"3\""), RECEIPT))
        .hasMessageContaining("text/plain");
    assertThatThrownBy(answered(200, etag, RECEIPT.replace("{", "{\"colour\":1,")))
        .hasMessageContaining("colour");
    assertThatThrownBy(answered(200, etag, RECEIPT.replace("RELEASED", "GONE")))
        .hasMessageContaining("status");
    assertThatThrownBy(answered(200, etag, RECEIPT.replace(".125Z", "Z")))
        .hasMessageContaining("recordedAt");
    assertThatThrownBy(answered(503, headers("application/problem+json"), UNAVAILABLE))
        .hasMessageContaining("Retry-After");
    assertThatThrownBy(
            answered(409, headers("application/problem+json"), UNAVAILABLE.replace("503", "409")))
        .hasMessageContaining("code");
    assertThatThrownBy(answered("/v1/nothing", 200, etag, RECEIPT))
        .hasMessageContaining("no documented operation");
  }

  @Test
  void shouldFindFramesAndRecordsThatAreNotDocumented() {
    assertThatCode(() -> EventContract.checkFrame("{\"op\":\"pong\",\"id\":\"p1\"}"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> EventContract.checkFrame("{\"op\":\"ping\"}"))
        .hasMessageContaining("not documented");
    assertThatThrownBy(() -> EventContract.checkFrame("{\"op\":\"pong\",\"colour\":1}"))
        .hasMessageContaining("colour");
    assertThatThrownBy(
            () -> EventContract.checkRecord("shipment-events", "{\"type\":\"shipment.eaten.v1\"}"))
        .hasMessageContaining("no message");
    assertThatThrownBy(
            () -> EventContract.checkRecord("shipment-events", "{\"type\":\"shipment.lost.v1\"}"))
        .hasMessageContaining("shipmentversion");
  }
}
