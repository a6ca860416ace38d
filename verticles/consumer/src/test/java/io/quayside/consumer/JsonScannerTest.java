package io.quayside.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quayside.consumer.JsonScanner.NotJsonException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  @Test
  void shouldTellWhereTheMembersStand() throws NotJsonException {
    var json =
        " { \"a\" : [1, {\"b\":null}] , \"\\u0063\\n\":\"x\\\"y\", \"d\":-0.5e+3,\"e\":{} }\n";
    Map<String, String> members = new LinkedHashMap<>();

    new JsonScanner(json).object((name, from, to) -> members.put(name, json.substring(from, to)));

    assertThat(members)
        .containsEntry("a", "[1, {\"b\":null}]")
        .containsEntry("c\n", "\"x\\\"y\"")
        .containsEntry("d", "-0.5e+3")
        .containsEntry("e", "{}")
        .hasSize(4);
    assertThat(JsonScanner.text("\"x\\\"\\u00e9\"", 0, 11)).isEqualTo("x\"é");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{}x",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":-}",
        "{\"a\":1e}",
        "{\"a\":tru}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":1,}",
        "{\"a\":[1,]}",
        "{a:1}",
        "{\"a\":\"x}",
        "{\"a\" 1}"
      })
  void shouldRefuseWhatIsNoObject(String json) {
    assertThatExceptionOfType(NotJsonException.class)
        .isThrownBy(() -> new JsonScanner(json).object((name, from, to) -> {}));
  }

  @Test
  void shouldRefuseWhatIsTooDeep() {
    var json = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

    assertThatExceptionOfType(NotJsonException.class)
        .isThrownBy(() -> new JsonScanner(json).object((name, from, to) -> {}));
  }
}
