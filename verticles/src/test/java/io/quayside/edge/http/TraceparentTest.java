package io.quayside.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the cases T and P are a trace's id and a parent's. */
class TraceparentTest {
  private static String given(String shortened) {
    return shortened
        .replace("T", "0af7651916cd43dd8448eb211c80319c")
        .replace("P", "b7ad6b7169203331");
  }

  @ParameterizedTest
  @CsvSource({
    "00-T-P-01, 00-T-P-01",
    "00-T-P-00, 00-T-P-00",
    "00-T-P-ff, 00-T-P-ff",
    "01-T-P-01, 00-T-P-01",
    "cc-T-P-01, 00-T-P-01",
    "cc-T-P-00, 00-T-P-00",
    "cc-T-P-03, 00-T-P-01",
    "cc-T-P-fe, 00-T-P-00",
    "cc-T-P-01-more, 00-T-P-01",
    "cc-T-P-01-, 00-T-P-01",
  })
  void shouldPassOnWhatIsValid(String given, String passedOn) {
    assertThat(Traceparent.of(given(given))).isEqualTo(given(passedOn));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-T-P-01",
        "ff-T-P-01-more",
        "00-T-P-01-",
        "00-T-P-01-more",
        "cc-T-P-01more",
        "cc-T-P-01.more",
        "00-T-P-1",
        "00-T-P-0",
        "00-T-P-0G",
        "0-T-P-01",
        "g0-T-P-01",
        "FF-T-P-01",
        "00-T-P_01",
        "00_T-P-01",
        "00-T_P-01",
        "00-00000000000000000000000000000000-P-01",
        "00-T-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-P-01",
        "00-T-B7AD6B7169203331-01",
        " 00-T-P-01",
      })
  void shouldPassOnNothingElse(String given) {
    assertThat(Traceparent.of(given(given))).isNull();
  }

  @Test
  void shouldPassOnNoneOfTwo() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    assertThat(Traceparent.of(headers)).isNull();
    headers.add("traceparent", given("00-T-P-01"));
    assertThat(Traceparent.of(headers)).isEqualTo(given("00-T-P-01"));
    headers.add("Traceparent", given("00-T-P-01"));
    assertThat(Traceparent.of(headers)).isNull();
  }
}
