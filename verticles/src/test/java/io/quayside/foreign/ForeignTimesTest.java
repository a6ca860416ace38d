package io.quayside.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times of foreign documents. */
class ForeignTimesTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.1239999999Z, 2026-01-02T03:04:05.123Z",
    "2026-01-02T03:04:05.00000000000000000001+01:00, 2026-01-02T02:04:05Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "2016-12-31T23:59:60.75Z, 2017-01-01T00:00:00Z",
    "2017-01-01T00:59:60+01:00, 2017-01-01T00:00:00Z"
  })
  void shouldReadWhatTheRfcAllows(String text, Instant time) {
    assertThat(ForeignTimes.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:60Z",
        "2016-12-31T23:59:61Z",
        "2016-12-31T23:59:60",
        "2026-01-02T03:04:05.1234567890",
        "2026-01-02T03:04:05.Z",
        ""
      })
  void shouldRefuseWhatIsNone(String text) {
    assertThat(ForeignTimes.parse(text)).isNull();
  }

  @Test
  void shouldRefuseADayThatIsNone() {
    assertThat(ForeignTimes.parse("2026-02-30T23:59:60Z")).isNull();
  }
}
