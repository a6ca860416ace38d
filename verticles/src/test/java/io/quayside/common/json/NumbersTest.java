package io.quayside.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "0.0, 0",
    "0e9, 0",
    "1, 1",
    "1.0, 1",
    "1e0, 1",
    "10E-1, 1",
    "0.1e1, 1",
    "1.00000000000000000000000000, 1",
    "9007199254740993, 9007199254740993",
    "9007199254740993.0, 9007199254740993",
    "9.223372036854775807e18, 9223372036854775807",
  })
  void shouldTakeWholeNumbersByTheirDigits(String text, long value) {
    assertThat(Numbers.whole(parsed(text), 0, Long.MAX_VALUE)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.99999999999999999",
        "1.00000000000000000000000001",
        "0.99999999999999999999",
        "1e-400",
        "4503599627370497.5",
        "-1",
        "-1e0",
        "9223372036854775808",
        "1e999999",
        "\"1\"",
        "true",
        "null",
        "[1]",
      })
  void shouldTakeNothingElse(String text) {
    assertThat(Numbers.whole(parsed(text), 0, Long.MAX_VALUE)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, true", "3, true", "4, false", "3e0, true", "3.5, false"})
  void shouldTakeBoundsAsPartOfTheRange(String text, boolean within) {
    assertThat(Numbers.whole(parsed(text), 2, 3) != null).isEqualTo(within);
  }

  private static Object parsed(String text) {
    return Json.parseObject(("{\"n\":" + text + "}").getBytes(UTF_8)).get("n");
  }
}
