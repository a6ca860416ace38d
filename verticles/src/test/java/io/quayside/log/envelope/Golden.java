package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The approved records: {@code golden/<type>/<n>.json}, one for each form that a type was ever
 * written in, counted from 1. None is ever changed or removed; {@code golden/manifest.sha256} says
 * so. The highest number is what this build writes.
 *
 * <p>Beside a record of an event of shipments stand {@code before.ndjson}, the stream that it comes
 * after, and {@code <n>.state.json}, the state that both fold to.
 */
public final class Golden {
  static final Path DIRECTORY = directory();

  private Golden() {}

  private static Path directory() {
    try {
      return Path.of(Golden.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record of a type. */
  public static String record(String type, int number) {
    Path file = DIRECTORY.resolve(type).resolve(number + ".json");
    try {
      return Files.readString(file, UTF_8).stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException("no golden record " + file, e);
    }
  }

  /** What this build writes. */
  public static String newest(String type) {
    return record(type, count(type));
  }

  /** All records of a type, oldest first. */
  static List<String> all(String type) {
    return IntStream.rangeClosed(1, count(type)).mapToObj(n -> record(type, n)).toList();
  }

  private static int count(String type) {
    try (Stream<Path> files = Files.list(DIRECTORY.resolve(type))) {
      return (int) files.filter(Golden::isRecord).count();
    } catch (IOException e) {
      throw new UncheckedIOException("no golden records of " + type, e);
    }
  }

  private static boolean isRecord(Path file) {
    return file.getFileName().toString().matches("[0-9]+\\.json");
  }

  /** The events that the records of a type come after, oldest first. */
  static List<String> before(String type) {
    Path file = DIRECTORY.resolve(type).resolve("before.ndjson");
    try {
      return Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The state that a record and the events before it fold to. */
  static String state(String type, int number) {
    try {
      return Files.readString(DIRECTORY.resolve(type).resolve(number + ".state.json"), UTF_8)
          .stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException("no state beside record " + number + " of " + type, e);
    }
  }

  /** The types that have records. */
  static List<String> types() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(Files::isDirectory)
          .map(directory -> directory.getFileName().toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hashes of the manifest by file, as {@code shipment.booked.v1/1.json}. */
  static Map<String, String> manifest() {
    Map<String, String> hashes = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(DIRECTORY.resolve("manifest.sha256"))) {
        String[] parts = line.split(" {2}", 2);
        hashes.put(parts[1], parts[0]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hashes;
  }
}
