package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of the administration, of schemas and of foreign formats are compressed as others are. */
@Timeout(180)
@ExtendWith(SharedGateway.class)
class CompressedListsIT {
  private static final int WORTH_BYTES = 1_024;

  private final GatewayProcess gateway;

  CompressedListsIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/lag", "/v1/schemas", "/v1/schemas/shipment.booked.v1"})
  void shouldCompressFromAKibibyteOn(String path) throws Exception {
    var plain = get(path, "identity");
    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(plain.body().length)
        .as("%s has a body that is worth it", path)
        .isGreaterThan(WORTH_BYTES);
    var packed = get(path, "br, gzip;q=0.8");
    assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(packed.headers().firstValue("vary").orElseThrow())
        .isEqualToIgnoringCase("accept-encoding");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(in.readAllBytes()).hasSizeGreaterThan(WORTH_BYTES);
    }
    assertThat(packed.body().length).isLessThan(plain.body().length / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/schemas", "/v1/schemas/shipment.booked.v1"})
  void shouldTagCompressedBytesByThemselves(String path) throws Exception {
    var plain = tag(get(path, "identity"));
    var packed = tag(get(path, "gzip"));
    assertThat(packed).isEqualTo(plain.replaceFirst("\"$", "-gzip\""));

    for (var known : List.of(plain, packed)) {
      var again = get(path, "gzip", "If-None-Match", known);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(tag(again)).isEqualTo(packed);
      assertThat(again.headers().firstValue("vary").orElseThrow())
          .isEqualToIgnoringCase("accept-encoding");
      again = get(path, "identity", "If-None-Match", known);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(tag(again)).isEqualTo(plain);
    }
    assertThat(get(path, "gzip", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  private static String tag(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("etag").orElseThrow();
  }

  private HttpResponse<byte[]> get(String path, String accepted, String... more) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + gateway.ports().http() + path);
    var request = HttpRequest.newBuilder(uri).header("Accept-Encoding", accepted);
    if (more.length > 0) {
      request.headers(more);
    }
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    }
  }
}
