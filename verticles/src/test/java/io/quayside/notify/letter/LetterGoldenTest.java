package io.quayside.notify.letter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.log.envelope.Golden;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of dead letters are kept for ever, and so must be readable for ever. */
class LetterGoldenTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30.125Z");

  @ParameterizedTest
  @ValueSource(strings = {LetterRecord.PARKED, LetterRecord.REDRIVEN, LetterRecord.DISCARDED})
  void shouldReadAndWriteEveryType(String type) {
    String golden = Golden.newest(type);

    var read = Objects.requireNonNull(LetterRecord.decode(golden.getBytes(UTF_8)));
    byte[] written = LetterRecord.encode(read.record(), read.version(), "acme", NOW);

    assertThat(new String(written, UTF_8)).isEqualTo(golden);
  }
}
