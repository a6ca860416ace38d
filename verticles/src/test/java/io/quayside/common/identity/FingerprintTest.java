package io.quayside.common.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static String of(String name, String json) {
    return Fingerprint.of(name, json.getBytes(UTF_8));
  }

  @Test
  void shouldBeEqualForEqualCommands() {
    assertThat(of("A", "{\"a\":1}"))
        .isEqualTo(of("A", "{\"a\":1}"))
        .matches("[0-9A-HJKMNP-TV-Z]{16}");
  }

  @Test
  void shouldDifferByNameAndByPayload() {
    assertThat(List.of(of("A", "{}"), of("B", "{}"), of("A", "{\"a\":1}"), of("A{", "}")))
        .doesNotHaveDuplicates();
  }
}
