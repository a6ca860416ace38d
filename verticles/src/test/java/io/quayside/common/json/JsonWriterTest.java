package io.quayside.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {
  private static String text(JsonWriter out) {
    return new String(out.toBytes(), UTF_8);
  }

  private static String written(double value) {
    return text(new JsonWriter(1).value(value));
  }

  @Test
  void shouldSetCommasAndColons() {
    JsonWriter out = new JsonWriter(0).beginObject();
    out.field("a", 1).field("b", "x").beginObject("o").endObject().field("t", true);
    out.beginArray("l").value(1).value("{").beginObject().endObject().beginArray().endArray();
    out.value(false).endArray().rawField("r", "{\"z\":0}".getBytes(UTF_8)).endObject();
    assertThat(text(out))
        .isEqualTo(
            """
            {"a":1,"b":"x","o":{},"t":true,"l":[1,"{",{},[],false],"r":{"z":0}}\
            """);
  }

  @Test
  void shouldEscapeWhatMustBe() {
    assertThat(
            text(new JsonWriter(0).value("\"\\/\b\f\n\r\t\u0000\u001f\u007f ä€🚀 \ud800x\udc00")))
        .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f ä€🚀 \\ud800x\\udc00\"");
    assertThat(text(new JsonWriter(0).beginObject().field("a", "\ud83d").endObject()))
        .isEqualTo("{\"a\":\"\\ud83d\"}");
  }

  @Test
  void shouldReadBackAnyString() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder string = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        string.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
      }
      byte[] json =
          new JsonWriter(0).beginObject().field("s", string.toString()).endObject().toBytes();
      assertThat(Json.parseObject(json).get("s")).as("seed %d", seed).isEqualTo(string.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "10, 10",
    "999, 999",
    "1e14, 100000000000000",
    "999999999999999, 999999999999999",
    "1e15, 1.0E15",
    "0.5, 0.5",
    "-0.25, -0.25",
    "53.5436021, 53.5436021",
    "-179.9999999, -179.9999999",
    "0.0000001, 0.0000001",
    "1e-8, 1.0E-8",
    "1.5e10, 15000000000",
    "0.1, 0.1",
    "100.07, 100.07",
    "1e300, 1.0E300"
  })
  void shouldWriteDoubles(double value, String expected) {
    assertThat(written(value)).isEqualTo(expected);
  }

  @Test
  void shouldReadBackAnyDouble() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      double value =
          switch (i % 3) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt() / Math.pow(10, random.nextInt(9));
            default -> random.nextDouble() * 360 - 180;
          };
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(written(value))).as("seed %d", seed).isEqualTo(value);
      }
    }
  }

  @Test
  void shouldRefuseWhatJsonHasNoNumberFor() {
    assertThatIllegalArgumentException().isThrownBy(() -> written(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> written(Double.NEGATIVE_INFINITY));
  }

  @ParameterizedTest
  @CsvSource({
    "0",
    "9",
    "10",
    "-10",
    "99",
    "100",
    "9223372036854775807",
    "-9223372036854775808",
    "999999999999999999",
    "1000000000000000000",
    "9007199254740991"
  })
  void shouldWriteLongs(long value) {
    assertThat(text(new JsonWriter(0).value(value))).isEqualTo(Long.toString(value));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05.678Z, 2026-01-02T03:04:05.678Z",
    "2026-01-02T03:04:05.678999999Z, 2026-01-02T03:04:05.678Z",
    "2024-02-29T23:59:59Z, 2024-02-29T23:59:59.000Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void shouldWriteTimes(Instant time, String expected) {
    assertThat(text(new JsonWriter(0).value(time))).isEqualTo('"' + expected + '"');
    assertThat(Times.format(time)).isEqualTo(expected);
  }

  @Test
  void shouldRefuseYearsOfMoreThanFourDigits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Times.format(Instant.parse("+10000-01-01T00:00:00Z")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Times.format(Instant.parse("-0001-12-31T23:59:59Z")));
  }
}
