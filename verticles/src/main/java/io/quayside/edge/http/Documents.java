package io.quayside.edge.http;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The published documents and the page that shows them, read from the class path once; requests are
 * answered from memory, and only with what is listed here.
 */
public final class Documents {
  private static final String YAML = "application/yaml";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String SVG = "image/svg+xml";

  /** Swagger UI sets styles on its elements; everything else comes from here, or not at all. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; connect-src 'self'; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int TAG_BYTES = 15;

  private final Document openApi;
  private final Document asyncApi;
  private final Document page;
  private final Map<String, Document> assets;

  private Documents() {
    openApi = document("openapi.yaml", YAML);
    asyncApi = document("asyncapi.yaml", YAML);
    page = document("docs/index.html", HTML);
    assets =
        Map.of(
            "quayside.svg", document("docs/quayside.svg", SVG),
            "docs.css", document("docs/docs.css", CSS),
            "docs.js", document("docs/docs.js", JAVASCRIPT),
            "schemas.js", document("docs/schemas.js", JAVASCRIPT),
            "events.js", document("docs/events.js", JAVASCRIPT),
            "swagger-ui.css", library("org.webjars", "swagger-ui", "swagger-ui.css", CSS),
            "swagger-ui-bundle.js",
                library("org.webjars", "swagger-ui", "swagger-ui-bundle.js", JAVASCRIPT),
            "js-yaml.min.js",
                library("org.webjars.npm", "js-yaml", "dist/js-yaml.min.js", JAVASCRIPT));
  }

  private record Document(Buffer bytes, String mediaType, String tag) {}

  /** Reads them all, which blocks. Throws {@link IllegalStateException} if one is missing. */
  public static Documents load() {
    return new Documents();
  }

  private static Document document(String resource, String mediaType) {
    byte[] bytes = bytes(resource);
    byte[] digest = Arrays.copyOf(sha256().digest(bytes), TAG_BYTES);
    String tag = '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
    return new Document(Buffer.buffer(bytes), mediaType, tag);
  }

  /** A file of a WebJar, whose folder has the version that the build has chosen. */
  private static Document library(String group, String name, String file, String mediaType) {
    Properties pom = new Properties();
    try (InputStream in = open("META-INF/maven/" + group + '/' + name + "/pom.properties")) {
      pom.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = pom.getProperty("version");
    return document("META-INF/resources/webjars/" + name + '/' + version + '/' + file, mediaType);
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Documents.class.getClassLoader().getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("the class path has no " + resource);
    }
    return in;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public void openApi(Call call) {
    send(call, openApi);
  }

  public void asyncApi(Call call) {
    send(call, asyncApi);
  }

  public void page(Call call) {
    call.response().putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    send(call, page);
  }

  public void asset(Call call) {
    Document asset = assets.get(call.pathParam("asset"));
    if (asset == null) {
      throw new Problem(ProblemCode.NOT_FOUND, "The page has no such file").toException();
    }
    send(call, asset);
  }

  private static void send(Call call, Document document) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
    HttpServerResponse response = call.response();
    response
        .putHeader(HttpHeaders.ETAG, document.tag)
        // Caches must revalidate, so that a new version is shown at once.
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (Preconditions.isKnown(call.request(), document.tag)) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, document.mediaType).end(document.bytes);
    }
  }
}
