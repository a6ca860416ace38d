package io.quayside.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A.b.",
        "a-b_c~d",
        "127.0.0.1:80",
        "a:",
        "a:0",
        "a:65535",
        "a:00080",
        "[::1]",
        "[::1]:80",
        "[::ffff:1.2.3.4]",
        "a%41",
        "a!$&'()*+,;=b"
      })
  void shouldTakeAHostAndAPort(String text) {
    assertThat(Authority.isWellFormed(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ":80", "a b", "a/b", "u@a", "a:65536", "a:99999999999", "a:b", "a:-1", "a:80:80", "[a",
        "[]", "[::1", "[::1]x", "[::1%25eth0]", "[1.2.3.4]", "a]", "a%4", "a%zz", "a%", "\u00e9",
            "a\\b"
      })
  void shouldRefuseAnythingElse(String text) {
    assertThat(Authority.isWellFormed(text)).isFalse();
  }
}
