package io.quayside.gateway.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page's files: what they import is there, and nothing comes from elsewhere. */
class PageSourceTest {
  private static final int MAX_LAND_BYTES = 200_000;
  private static final int MAX_LINES = 420;

  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import\\()\\s*\"(?<file>\\.{1,2}/[^\"]+)\"");
  private static final Pattern ADDRESS = Pattern.compile("[\"'`(]https?://[^\"'`)\\s]+");
  private static final Pattern INLINE =
      Pattern.compile(
          "<style|<script(?![^>]* src=)|\\son[a-z]+=|\\sstyle=", Pattern.CASE_INSENSITIVE);

  private static Path folder() {
    try {
      return Path.of(PageSourceTest.class.getResource("/web").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<Path, String> scripts() throws IOException {
    Map<Path, String> scripts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
        scripts.put(file, Files.readString(file));
      }
    }
    assertThat(scripts).hasSizeGreaterThan(20);
    return scripts;
  }

  @Test
  void shouldImportFilesThatExist() throws IOException {
    List<String> missing = new ArrayList<>();
    scripts()
        .forEach(
            (file, text) ->
                IMPORT
                    .matcher(text)
                    .results()
                    .map(found -> file.getParent().resolve(found.group("file")).normalize())
                    .filter(imported -> !Files.exists(imported))
                    .forEach(imported -> missing.add(file + " imports " + imported)));
    assertThat(missing).isEmpty();
  }

  @Test
  void shouldNameNoOtherServer() throws IOException {
    List<String> found = new ArrayList<>();
    scripts()
        .forEach(
            (file, text) ->
                ADDRESS
                    .matcher(text)
                    .results()
                    // Names, not addresses: SVG's namespace, EPCIS's context.
                    .filter(address -> !address.group().matches(".*(www.w3|ref.gs1).org.*"))
                    .forEach(address -> found.add(file + ": " + address.group())));
    assertThat(found).isEmpty();
  }

  @Test
  void shouldHaveNeitherInlineScriptsNorStyles() throws IOException {
    assertThat(Files.readString(folder().resolve("index.html"))).doesNotContainPattern(INLINE);
  }

  @Test
  void shouldKeepItsModulesSmall() throws IOException {
    List<String> tooLong = new ArrayList<>();
    scripts()
        .forEach(
            (file, text) -> {
              if (!file.toString().contains("vendor") && text.lines().count() > MAX_LINES) {
                tooLong.add(file + " has " + text.lines().count() + " lines");
              }
            });
    assertThat(tooLong).isEmpty();
  }

  @Test
  void shouldShipASmallCoastlineAndTheLicencesOfOthers() throws IOException {
    assertThat(Files.size(folder().resolve("land.json"))).isLessThan(MAX_LAND_BYTES);
    assertThat(Files.readString(folder().resolve("licences.txt"), UTF_8))
        .contains("preact", "htm", "Natural Earth", "MIT License", "Apache License");
  }
}
