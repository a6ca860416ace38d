package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.epcis.EpcisDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents of OpenEPCIS: the valid ones are read whole, the invalid ones not at all. */
class EpcisSamplesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/foreign/openepcis");

  static List<Path> valid() throws IOException {
    return Stream.of("Capture/Documents", "Capture/Events", "Query")
        .flatMap(folder -> files(SAMPLES.resolve(folder)))
        .toList();
  }

  static List<Path> invalid() throws IOException {
    return files(SAMPLES.resolve("Capture/Invalid")).toList();
  }

  private static Stream<Path> files(Path folder) {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldHaveThemAll() throws IOException {
    assertThat(valid()).hasSize(38 + 5 + 9);
    assertThat(invalid()).hasSize(15);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void shouldReadValidDocuments(Path file) throws IOException {
    var records = EpcisDocument.read(Files.readAllBytes(file));
    assertThat(records).isNotEmpty().extracting(ForeignRecord::identity).doesNotContainNull();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void shouldNameThePlacesOfInvalidDocuments(Path file) throws IOException {
    var text = Files.readAllBytes(file);
    assertThatThrownBy(() -> EpcisDocument.read(text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().code()).isEqualTo(ProblemCode.DOCUMENT_INVALID);
              assertThat(refused.problem().errors()).isNotEmpty().hasSizeLessThanOrEqualTo(20);
            });
  }
}
