package io.quayside.edge.web;

import io.quayside.cluster.Release;
import io.quayside.edge.web.Documents.Document;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The files of the web page: the folder {@code web} of the class path, and its configuration. */
final class PageFiles {
  private static final String FOLDER = "web";
  private static final String START = "index.html";

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", Documents.HTML,
          "css", Documents.CSS,
          "js", Documents.JAVASCRIPT,
          "svg", Documents.SVG,
          "json", Documents.JSON,
          "txt", "text/plain; charset=utf-8");

  private PageFiles() {}

  /** All of them by their paths, none if the page is off. Blocks. */
  static Map<String, Document> load(PageSettings settings) {
    Map<String, Document> byPath = new HashMap<>();
    if (!settings.enabled()) {
      return byPath;
    }
    try {
      URI folder =
          Objects.requireNonNull(PageFiles.class.getClassLoader().getResource(FOLDER)).toURI();
      if (folder.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
          read(jar.getPath(FOLDER), byPath);
        }
      } else {
        read(Path.of(folder), byPath);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    byPath.put(
        "/web/config.json",
        Documents.document(config(settings).toBuffer().getBytes(), Documents.JSON));
    return byPath;
  }

  private static void read(Path folder, Map<String, Document> byPath) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (mediaType == null) {
        throw new IllegalStateException("no media type is known for web/" + name);
      }
      byPath.put(
          name.equals(START) ? "" : "/web/" + name,
          Documents.document(Files.readAllBytes(file), mediaType));
    }
  }

  private static JsonObject config(PageSettings settings) {
    JsonArray features =
        new JsonArray()
            .add("tenders")
            .add("documents")
            .add("saga")
            .add("dead-letters")
            .add("relays");
    if (settings.webhooks()) {
      features.add("webhooks");
    }
    JsonObject config =
        new JsonObject()
            .put("version", Release.VERSION)
            .put("auth", settings.authRequired() ? "required" : "none")
            .put("features", features)
            .put("demo", settings.demo());
    settings
        .tiles()
        .ifPresent(
            tiles ->
                config.put(
                    "tiles",
                    new JsonObject()
                        .put("url", tiles.url())
                        .put("attribution", tiles.attribution())));
    settings
        .oidc()
        .ifPresent(
            oidc ->
                config.put(
                    "oidc",
                    new JsonObject()
                        .put("issuer", oidc.issuer())
                        .put("clientId", oidc.clientId())
                        .put("scope", oidc.scope())));
    return config;
  }

  /** The sources of the page's content security policy beside its own origin. */
  static String policy(PageSettings settings) {
    String images = settings.tiles().map(tiles -> ' ' + tiles.origin()).orElse("");
    String provider = settings.oidc().map(oidc -> ' ' + oidc.origin()).orElse("");
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:"
        + images
        + "; connect-src 'self'"
        + provider
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }
}
