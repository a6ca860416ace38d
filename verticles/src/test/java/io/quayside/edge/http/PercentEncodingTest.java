package io.quayside.edge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.problem.ProblemException;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {
  @ParameterizedTest
  @CsvSource({
    "abc, abc",
    "a%20b, a b",
    "a+b, a+b",
    "%C3%BC, ü",
    "%c3%bc, ü",
    "%F0%9F%9A%A2, 🚢",
    "%25, %",
    "%2F, /"
  })
  void shouldDecodeUtf8(String encoded, String text) {
    assertThat(PercentEncoding.decode(encoded)).isEqualTo(text);
  }

  @Test
  void shouldDecodeUtf8ThatIsNotEncoded() {
    String raw = new String("ü🚢".getBytes(UTF_8), ISO_8859_1);

    assertThat(PercentEncoding.decode("%C3%BC" + raw)).isEqualTo("üü🚢");
    assertThat(PercentEncoding.parameters("a=" + raw).get("a")).isEqualTo("ü🚢");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "%zz",
        "%4z",
        "%z4",
        "%+1",
        "%-1",
        "% 1",
        "%\u0661\u0661",
        "%FC",
        "\u00fc",
        "%C3",
        "%C3x",
        "%C0%AF",
        "%ED%A0%80",
        "%F4%90%80%80",
        "%80"
      })
  void shouldRefuseAnythingElse(String encoded) {
    assertThatThrownBy(() -> PercentEncoding.decode(encoded)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> PercentEncoding.parameters("a=" + encoded))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> PercentEncoding.parameters(encoded + "=a"))
        .isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a=b, a, b",
    "a=b&c=d, c, d",
    "a=b=c, a, b=c",
    "a, a, ''",
    "a=, a, ''",
    "&&a=b&, a, b",
    "a=b+c%2B, a, b c+",
    "%61=b, a, b",
    "=b, '', b",
    "a=b;c=d, a, b;c=d"
  })
  void shouldReadTheParametersOfAQuery(String query, String name, String value) {
    assertThat(PercentEncoding.parameters(query).getAll(name)).containsExactly(value);
  }

  @Test
  void shouldKeepWhatIsGivenTwice() {
    MultiMap parameters = PercentEncoding.parameters("a=1&b=2&a=3");

    assertThat(parameters.getAll("a")).containsExactly("1", "3");
    assertThat(parameters.names()).containsExactlyInAnyOrder("a", "b");
  }
}
