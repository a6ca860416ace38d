package io.quayside.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three forms of RFC 9110, 5.6.7. */
class HttpDateTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void shouldReadAllFormsOfADate(String date) {
    assertThat(HttpDate.parse(date, NOW)).isEqualTo("1994-11-06T08:49:37Z");
  }

  @Test
  void shouldTakeAYearOfTwoDigitsForTheNextFiftyAtMost() {
    assertThat(HttpDate.parse("Monday, 02-Mar-76 00:00:00 GMT", NOW)).isAfter(NOW);
    assertThat(HttpDate.parse("Wednesday, 02-Mar-77 00:00:00 GMT", NOW)).isBefore(NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "T", "soon", "Sun Nov  6 08:49:37", "Sunday, 32-Nov-94 08:49:37 GMT"})
  void shouldReadNothingElse(String text) {
    assertThat(HttpDate.parse(text, NOW)).isNull();
  }
}
