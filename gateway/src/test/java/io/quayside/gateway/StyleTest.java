package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house style, as far as a machine can tell: every Java file of every module is read. */
class StyleTest {
  private static final int MAX_LINES = 320;
  private static final String REPAIR =
      "mvn -q -pl gateway -am test -Dtest=StyleTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dstyle.fix=true";

  /** Written with a bracket in each word, so that this file passes its own check. */
  private static final Pattern UNFINISHED =
      Pattern.compile("\\bT[O]DO\\b|\\bF[I]XME\\b|@D[i]sabled\\b|\\bThread\\.s[l]eep\\b");

  private final Path root = root();

  @Test
  void shouldBeFormatted() throws IOException {
    boolean fix = Boolean.getBoolean("style.fix");
    var unformatted =
        sources().parallelStream()
            .filter(file -> !isFormatted(file, fix))
            .map(root::relativize)
            .toList();
    assertThat(unformatted)
        .as("files that google-java-format would change; to have it change them: %s", REPAIR)
        .isEmpty();
  }

  /** Whether it is, or now is. */
  private static boolean isFormatted(Path file, boolean fix) {
    try {
      String written = Files.readString(file);
      String formatted = new Formatter().formatSourceAndFixImports(written);
      if (fix && !formatted.equals(written)) {
        Files.writeString(file, formatted);
      }
      return fix || formatted.equals(written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FormatterException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    }
  }

  @Test
  void shouldKeepFilesShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      long lines =
          Files.readAllLines(file).stream().filter(line -> !line.startsWith("import ")).count();
      if (lines > MAX_LINES) {
        tooLong.add(root.relativize(file) + " has " + lines);
      }
    }
    assertThat(tooLong)
        .as("files of more than %d lines, imports aside; split them", MAX_LINES)
        .isEmpty();
  }

  @Test
  void shouldIntroduceEachPackage() throws IOException {
    var silent = new TreeSet<Path>();
    for (Path file : sources()) {
      Path folder = file.getParent();
      if (isMain(file) && !Files.exists(folder.resolve("package-info.java"))) {
        silent.add(root.relativize(folder));
      }
    }
    assertThat(silent)
        .as("packages without a package-info.java that says what lives there")
        .isEmpty();
  }

  @Test
  void shouldLeaveNothingUnfinishedSwitchedOffOrSleeping() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (UNFINISHED.matcher(lines.get(i)).find()) {
          found.add(root.relativize(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    assertThat(found).as("unfinished work, tests switched off, fixed sleeps").isEmpty();
  }

  private List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path folder : sourceFolders()) {
      sources.addAll(javaFiles(folder));
    }
    // A search that finds nothing would let everything pass.
    assertThat(sources).as("Java files below %s", root).hasSizeGreaterThan(10);
    return sources;
  }

  /** Those of the modules, and of the modules within them. */
  private List<Path> sourceFolders() throws IOException {
    try (Stream<Path> folders = Files.walk(root, 5)) {
      return folders
          .filter(folder -> folder.endsWith("src/main/java") || folder.endsWith("src/test/java"))
          .sorted()
          .toList();
    }
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private boolean isMain(Path file) {
    return root.relativize(file).toString().contains("src/main/java/");
  }

  /** Surefire starts in the module's folder, an IDE may start in the repository's. */
  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("verticles")) && Files.isDirectory(at.resolve("gateway"))) {
        return at;
      }
    }
    throw new IllegalStateException("the tests do not run within the repository");
  }
}
