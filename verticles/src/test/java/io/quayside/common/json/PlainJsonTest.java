package io.quayside.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.problem.ProblemException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {
  private static final int TEXTS = 200_000;
  private static final String[] SCALARS = {
    "0",
    "-0",
    "7",
    "-12",
    "01",
    "-",
    "+1",
    "1.",
    ".5",
    "1.50",
    "-0.0",
    "0.000001",
    "53.54112",
    "999999999999999999",
    "1234567890123456789",
    "0.1234567890123456789",
    "1e2",
    "1.5E-3",
    "1e",
    "9223372036854775807",
    "9223372036854775808",
    "true",
    "false",
    "null",
    "tru",
    "nulll",
    "\"\"",
    "\"x\"",
    "\"a b/{}[]:,\"",
    "\"\\n\"",
    "\"\\u00e4\"",
    "\"ä\"",
    "\"🚀\"",
    "\"\t\"",
    "\"\u007f\"",
    "\"x",
    "'x'",
    "NaN",
    "{}",
    "[]",
    "[1,]",
    "{\"a\":1,}",
    "{,}",
    "[,1]",
    "{\"a\" 1}",
    "{\"a\":}"
  };
  private static final String[] SPACES = {"", "", "", " ", "\n", "\t\r ", "\u000b", "\u00a0"};

  private final Random random = new Random(42);

  @Test
  void shouldReadWhatDevicesSend() {
    assertThat(
            plain(
                """
                {"deviceId":"truck-1","sequence":7,"observedAt":"2026-03-02T08:00:00.000Z",
                 "position":{"lat":53.54112,"lon":-9.96634,"accuracyM":4.5},"headingDeg":0 }
                """))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"ä\"}",
        "{\"a\":\"\\n\"}",
        "{\"a\":1e2}",
        "{\"a\":1234567890123456789}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1}x",
        "[]",
        "",
        " ",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1"
      })
  void shouldLeaveTheRestToTheGeneralParser(String text) {
    assertThat(plain(text)).isNull();
  }

  @Test
  void shouldAgreeWithTheGeneralParser() {
    int read = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = space() + object(0) + space();
      if (random.nextInt(4) == 0) {
        text = harmed(text);
      }
      Map<String, Object> plain = plain(text);
      if (plain != null) {
        Map<String, Object> general = general(text);
        assertThat(plain).as(text).isEqualTo(general);
        assertThat(plain.toString()).as("order of %s", text).isEqualTo(general.toString());
        read++;
      }
    }
    assertThat(read).isBetween(TEXTS / 20, TEXTS * 19 / 20);
  }

  @Test
  void shouldLeaveToTheGeneralParserWhatIsTooDeep() {
    String deepest = "{\"a\":".repeat(Json.MAX_DEPTH - 1) + "{}" + "}".repeat(Json.MAX_DEPTH - 1);
    assertThat(plain(deepest)).isNotNull();
    assertThat(plain("{\"a\":" + deepest + "}")).isNull();
    assertThat(plain("{\"a\":" + "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH) + "}"))
        .isNull();
  }

  private static Map<String, Object> plain(String text) {
    byte[] bytes = ("x" + text + "y").getBytes(UTF_8);
    return PlainJson.parseObject(bytes, 1, bytes.length - 2);
  }

  private static Map<String, Object> general(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    try {
      return Json.parseAnyObject(bytes, 0, bytes.length);
    } catch (ProblemException malformed) {
      throw new AssertionError("the general parser refuses " + text, malformed);
    }
  }

  private String object(int depth) {
    StringBuilder text = new StringBuilder("{");
    int members = random.nextInt(4);
    for (int i = 0; i < members; i++) {
      text.append(i == 0 ? "" : ",").append(space());
      text.append('"').append((char) ('a' + random.nextInt(12))).append("Name\"").append(space());
      text.append(':').append(space()).append(value(depth)).append(space());
    }
    return text.append('}').toString();
  }

  private String value(int depth) {
    return switch (depth < 3 ? random.nextInt(5) : 0) {
      case 0, 1, 2 -> scalar();
      case 3 -> object(depth + 1);
      default -> "[" + space() + scalar() + space() + "," + value(depth + 1) + "]";
    };
  }

  /** Mostly one of those that are JSON: a text with many others would never be. */
  private String scalar() {
    return random.nextInt(3) == 0
        ? SCALARS[random.nextInt(SCALARS.length)]
        : Integer.toString(random.nextInt(1_000)) + (random.nextBoolean() ? ".25" : "");
  }

  private String space() {
    return SPACES[random.nextInt(random.nextInt(20) == 0 ? SPACES.length : 6)];
  }

  private String harmed(String text) {
    int at = random.nextInt(text.length());
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at) + text.substring(at + 1);
      case 1 -> text.substring(0, at);
      default ->
          text.substring(0, at)
              + "{}[]:,\"\\ 0-.e\0".charAt(random.nextInt(14))
              + text.substring(at);
    };
  }
}
