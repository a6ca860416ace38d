package io.quayside.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
    "2026-01-02t03:04:05z, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.6Z, 2026-01-02T03:04:05.600Z",
    "2026-01-02T03:04:05.6789Z, 2026-01-02T03:04:05.678Z",
    "2026-01-02T03:04:05.999999999+02:00, 2026-01-02T01:04:05.999Z",
    "2026-01-02T03:04:05-23:59, 2026-01-03T03:03:05Z",
    "2026-01-02T03:04:05-00:00, 2026-01-02T03:04:05Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void shouldReadRfc3339(String text, Instant expected) {
    assertThat(Times.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-01-02",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05.1234567890Z",
        "2026-01-02T03:04:05,5Z",
        "2026-01-02T03:04:05+0200",
        "2026-01-02T03:04:05+02",
        "2026-01-02T03:04:05+24:00",
        "2026-01-02T03:04:05+02:60",
        "2026-01-02T03:04:05~02:00",
        "2026-01-02T03:04:05Z ",
        " 2026-01-02T03:04:05Z",
        "2026-13-02T03:04:05Z",
        "2026-00-02T03:04:05Z",
        "2026-01-00T03:04:05Z",
        "2026-01-32T03:04:05Z",
        "2026-02-29T03:04:05Z",
        "1900-02-29T00:00:00Z",
        "2026-04-31T03:04:05Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:60:05Z",
        "2026-12-31T23:59:60Z",
        "02026-01-02T03:04:05Z",
        "+2026-01-02T03:04:05Z",
        "-026-01-02T03:04:05Z",
        "2026-1-2T03:04:05Z0",
        "2026-01-02T0a:04:05Z",
        "２026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.٣Z",
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "2026-01-02T03:04:05ZZ",
        "2026-01-02T03:04:05.5",
        "2026-01-02T03:04:05[UTC]"
      })
  void shouldRefuseAnythingElse(String text) {
    assertThat(Times.parse(text)).isNull();
  }

  @Test
  void shouldReadAsTheJdkDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long span = Instant.parse("9998-01-01T00:00:00Z").getEpochSecond();
    for (int i = 0; i < 50_000; i++) {
      OffsetDateTime time =
          Instant.ofEpochSecond(random.nextLong(-span / 8, span), random.nextInt(1_000_000_000))
              .atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1079, 1080)));
      String text = time.truncatedTo(ChronoUnit.NANOS).toString();
      String full = text.length() < 20 || text.charAt(16) != ':' ? null : text;
      if (full != null) {
        assertThat(Times.parse(full))
            .as("seed %d: %s", seed, full)
            .isEqualTo(time.toInstant().truncatedTo(ChronoUnit.MILLIS));
        assertThat(Times.parse(Times.format(time.toInstant())))
            .as("seed %d", seed)
            .isEqualTo(time.toInstant().truncatedTo(ChronoUnit.MILLIS));
      }
    }
  }
}
