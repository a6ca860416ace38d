package io.quayside.common.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static Map<String, Object> parse(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }

  private static String refusal(byte[] text) {
    ProblemException[] caught = new ProblemException[1];
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> Json.parseObject(text))
        .satisfies(e -> caught[0] = e);
    assertThat(caught[0].problem().code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    assertThat(caught[0].problem().detail()).doesNotContain("jackson", "Exception", "Source");
    return caught[0].problem().detail();
  }

  private static String refusal(String text) {
    return refusal(text.getBytes(UTF_8));
  }

  @Test
  void shouldReadEveryKindOfValueInOrder() {
    Map<String, Object> object =
        parse(
            """
            {"s":"ä\\u00e4\\ud83d\\ude80🚀","i":-7,"big":9223372036854775808,"d":1.50,"e":1e2,
             "t":true,"f":false,"n":null,"a":[1,[],{}],"o":{"x":{}}}\
            """);
    assertThat(object.keySet()).containsExactly("s", "i", "big", "d", "e", "t", "f", "n", "a", "o");
    assertThat(object.values())
        .containsExactly(
            "ää🚀🚀",
            -7L,
            new BigInteger("9223372036854775808"),
            new BigDecimal("1.50"),
            new BigDecimal("1e2"),
            true,
            false,
            Json.NULL,
            List.of(1L, List.of(), Map.of()),
            Map.of("x", Map.of()));
  }

  @Test
  void shouldReadAPartOfAnArray() {
    byte[] lines = "{\"a\":1}\n{\"b\":2}\n".getBytes(UTF_8);
    assertThat(Json.parseObject(lines, 8, 7)).isEqualTo(Map.of("b", 2L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":[1,]}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-Infinity}",
        "{\"a\":tru}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":1}/**/",
        "{\"a\":\"",
        "{\"a\":[",
        "//\n{}",
        "{\"a\":1]",
        "nul"
      })
  void shouldRefuseWhatIsNotJson(String text) {
    assertThat(refusal(text)).containsPattern("at line \\d+, column \\d+\\.$");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|The text is not an object.",
        "1|The text is not an object.",
        "\"a\"|The text is not an object.",
        "null|The text is not an object.",
        "` `|There is no text.",
        "``|There is no text.",
        "{} {}|There is more behind the object at line 1, column 4.",
        "{}1|There is more behind the object at line 1, column 3.",
        "{\"a\":1,\"b\":{\"c\":1,\"c\":2}}|A member stands twice at line 1, column 19.",
        "{\"a\":1,\"\\u0061\":2}|A member stands twice at line 1, column 8.",
        "{\"a\":1e99999999999}|A number's exponent is out of bounds at line 1, column 6.",
        "{\"a\":1e-1000001}|A number's exponent is out of bounds at line 1, column 6."
      })
  void shouldSayWhatIsWrong(String text, String detail) {
    assertThat(refusal(text)).isEqualTo(detail);
  }

  @Test
  void shouldBoundDepthAndNumbers() {
    String deep = "{\"a\":".repeat(31) + "[]" + "}".repeat(31);
    assertThat(parse(deep)).isNotEmpty();
    assertThat(refusal("{\"a\":" + deep + "}")).startsWith("There are more than 32 levels");
    assertThat(refusal("{\"a\":" + "[".repeat(100_000))).startsWith("There are more than 32");
    String digits = "1".repeat(64);
    assertThat(parse("{\"a\":" + digits + "}")).containsValue(new BigInteger(digits));
    assertThat(refusal("{\"a\":" + digits + "1}")).contains("more than 64 characters");
    assertThat(refusal("{\"a\":0." + digits + "}")).contains("more than 64 characters");
    assertThat(refusal("{\"a\":" + "1".repeat(5000) + "}")).contains("at line 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080",
        "\u00C3",
        "\u00C0\u0080",
        "\u00C1\u00BF",
        "\u00E0\u0080\u00AF",
        "\u00E0\u009F\u00BF",
        "\u00ED\u00A0\u0080",
        "\u00ED\u00BF\u00BF",
        "\u00F0\u0080\u0080\u00AF",
        "\u00F4\u0090\u0080\u0080",
        "\u00F5\u0080\u0080\u0080",
        "\u00FF",
        "\u00E2\u0082",
        "\u0000"
      })
  void shouldRefuseWhatIsNotUtf8(String bytes) {
    byte[] text = ("{\"a\":\"" + bytes + "\"}").getBytes(ISO_8859_1);
    assertThat(refusal(text)).isEqualTo("The text is not UTF-8 at byte 7.");
  }

  @Test
  void shouldRefuseUtf16() {
    assertThat(refusal("{\"a\":1}".getBytes(UTF_16LE)))
        .isEqualTo("The text is not UTF-8 at byte 2.");
  }

  @Test
  void shouldCheckUtf8AsTheJdkDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int[] interesting = {
      0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF,
      0xF0, 0xF1, 0xF4, 0xF5, 0xFF
    };
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) interesting[random.nextInt(interesting.length)];
      }
      assertThat(Utf8.firstInvalid(bytes, 0, bytes.length) < 0)
          .as("seed %d, %s", seed, bytes)
          .isEqualTo(jdkDecodes(bytes));
    }
  }

  @ParameterizedTest
  @CsvSource({"'', true", "00, true", "410000C3A400, true", "0080, false", "00C3, false"})
  void shouldTakeANulForUtf8(String hex, boolean valid) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(valid);
  }

  private static boolean jdkDecodes(byte[] bytes) {
    try {
      CharBuffer decoded =
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes));
      return !decoded.isEmpty();
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  @Test
  void shouldEncodeInCrockfordsBase32() {
    assertThat(Crockford.encode(new byte[] {(byte) 0xFF, 0, (byte) 0xFF, 0, (byte) 0xFF}, 8))
        .isEqualTo("ZW0FY07Z");
    assertThat(Crockford.isValid("ZW0FY07Z", 8)).isTrue();
    assertThat(Crockford.isValid("ZW0FY07", 8)).isFalse();
    assertThat(Crockford.isValid("ZW0FY07U", 8)).isFalse();
    assertThat(Crockford.isValid("zw0fy07z", 8)).isFalse();
  }
}
