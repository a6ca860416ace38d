package io.quayside.edge.web;

import static java.util.Map.entry;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The published documents and the page that shows them, read from the class path once and kept in
 * memory by their paths.
 */
public final class Documents {
  private static final String YAML = "application/yaml";
  static final String HTML = "text/html; charset=utf-8";
  static final String CSS = "text/css; charset=utf-8";
  static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  static final String SVG = "image/svg+xml";
  static final String JSON = "application/json";

  private static final int TAG_BYTES = 15;

  private final Map<String, Document> byPath =
      Map.ofEntries(
          entry("/openapi.yaml", document("openapi.yaml", YAML)),
          entry("/asyncapi.yaml", document("asyncapi.yaml", YAML)),
          entry("/docs", document("docs/index.html", HTML)),
          entry("/docs/quayside.svg", document("docs/quayside.svg", SVG)),
          entry("/docs/docs.css", document("docs/docs.css", CSS)),
          entry("/docs/docs.js", document("docs/docs.js", JAVASCRIPT)),
          entry("/docs/schemas.js", document("docs/schemas.js", JAVASCRIPT)),
          entry("/docs/events.js", document("docs/events.js", JAVASCRIPT)),
          entry("/docs/operations.js", document("docs/operations.js", JAVASCRIPT)),
          entry("/docs/console.js", document("docs/console.js", JAVASCRIPT)),
          entry(
              "/docs/swagger-ui.css", library("org.webjars", "swagger-ui", "swagger-ui.css", CSS)),
          entry(
              "/docs/swagger-ui-bundle.js",
              library("org.webjars", "swagger-ui", "swagger-ui-bundle.js", JAVASCRIPT)),
          entry(
              "/docs/js-yaml.min.js",
              library("org.webjars.npm", "js-yaml", "dist/js-yaml.min.js", JAVASCRIPT)));

  private final Map<String, Document> page;
  private final String pagePolicy;

  private Documents(PageSettings page) {
    this.page = PageFiles.load(page);
    this.pagePolicy = PageFiles.policy(page);
  }

  /**
   * A document in memory.
   *
   * @param gzip its bytes compressed; null if that saves nothing
   * @param tag its entity tag, of the uncompressed bytes
   */
  record Document(Buffer bytes, @Nullable Buffer gzip, String mediaType, String tag) {
    /** The entity tag of the compressed bytes. */
    String gzipTag() {
      return tag.substring(0, tag.length() - 1) + "-gzip\"";
    }
  }

  /** Reads them all, which blocks. Throws {@link IllegalStateException} if one is missing. */
  public static Documents load(PageSettings page) {
    return new Documents(page);
  }

  private static Document document(String resource, String mediaType) {
    return document(bytes(resource), mediaType);
  }

  static Document document(byte[] bytes, String mediaType) {
    byte[] digest = Arrays.copyOf(sha256().digest(bytes), TAG_BYTES);
    String tag = '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
    Buffer gzip = compressed(bytes);
    return new Document(
        Buffer.buffer(bytes), gzip.length() < bytes.length ? gzip : null, mediaType, tag);
  }

  private static Buffer compressed(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 2);
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(out.toByteArray());
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

  /** The document at a path, or null. */
  @Nullable Document at(String path) {
    Document document = byPath.get(path);
    return document == null ? page.get(path) : document;
  }

  /** Whether the gateway serves the web page. */
  public boolean hasPage() {
    return !page.isEmpty();
  }

  /** The content security policy of the web page. */
  String pagePolicy() {
    return pagePolicy;
  }
}
