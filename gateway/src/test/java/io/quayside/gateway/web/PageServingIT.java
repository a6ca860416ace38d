package io.quayside.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the web page is served. */
@ExtendWith(SharedGateway.class)
class PageServingIT {
  private final GatewayProcess gateway;

  PageServingIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @Test
  void shouldLetThePageLoadNothingFromElsewhere() {
    var page = gateway.client().get("/").expect(200);

    assertThat(page.header("Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
                + " 'none'");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.text()).contains("/web/main.js", "/web/page.css");
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/?code=1&state=2, text/html; charset=utf-8",
    "/web/main.js, text/javascript; charset=utf-8",
    "/web/core/http.js, text/javascript; charset=utf-8",
    "/web/page.css, text/css; charset=utf-8",
    "/web/licences.txt, text/plain; charset=utf-8",
    "/docs/swagger-ui-bundle.js, text/javascript; charset=utf-8",
  })
  void shouldCompressFilesAndLetThemBeKept(String path, String mediaType) {
    var plain = gateway.client().get(path).expect(200);
    var packed = gateway.client().get(path, "Accept-Encoding", "br;q=1, gzip;q=0.8").expect(200);

    assertThat(plain.header("Content-Type")).isEqualTo(mediaType);
    assertThat(plain.header("Content-Encoding")).isNull();
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.header("Vary")).isEqualToIgnoringCase("Accept-Encoding");
    assertThat(Integer.parseInt(packed.header("Content-Length")))
        .isLessThan(Integer.parseInt(plain.header("Content-Length")));
    assertThat(packed.header("ETag")).isNotEqualTo(plain.header("ETag"));
    gateway
        .client()
        .get(path, "Accept-Encoding", "gzip", "If-None-Match", packed.header("ETag"))
        .expect(304);
    var refused = gateway.client().get(path, "Accept-Encoding", "gzip;q=0").expect(200);
    assertThat(refused.header("Content-Encoding")).isNull();
  }

  @Test
  void shouldTellThePageWhatTheGatewayOffers() {
    var config = gateway.client().get("/web/config.json").expect(200).json();

    assertThat(config.getString("auth")).isEqualTo("none");
    assertThat(config.getBoolean("demo")).isTrue();
    assertThat(config.getJsonArray("features"))
        .contains("tenders", "documents", "saga", "webhooks", "dead-letters");
  }

  @ParameterizedTest
  @CsvSource({"/web/none.js", "/web/core/none.js", "/web/core", "/web/index.html"})
  void shouldKnowNoOtherFiles(String path) {
    gateway.client().get(path).expectProblem(404, "not-found");
  }
}
