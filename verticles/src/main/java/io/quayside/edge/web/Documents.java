package io.quayside.edge.web;

import static java.util.Map.entry;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The published documents and the page that shows them, read from the class path once and kept in
 * memory by their paths.
 */
public final class Documents {
  private static final String YAML = "application/yaml";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String SVG = "image/svg+xml";

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
          entry(
              "/docs/swagger-ui.css", library("org.webjars", "swagger-ui", "swagger-ui.css", CSS)),
          entry(
              "/docs/swagger-ui-bundle.js",
              library("org.webjars", "swagger-ui", "swagger-ui-bundle.js", JAVASCRIPT)),
          entry(
              "/docs/js-yaml.min.js",
              library("org.webjars.npm", "js-yaml", "dist/js-yaml.min.js", JAVASCRIPT)));

  private Documents() {}

  /** A document in memory, with its entity tag. */
  record Document(Buffer bytes, String mediaType, String tag) {}

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

  /** The document at a path, or null. */
  @Nullable Document at(String path) {
    return byPath.get(path);
  }
}
