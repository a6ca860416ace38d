package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.ApiKeyText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class KeyCommandTest {
  @Test
  void shouldPrintAKeyAndEnd() {
    var printed = new ByteArrayOutputStream();
    var terminal = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      Main.main(new String[] {"key"});
    } finally {
      System.setOut(terminal);
    }
    assertThat(printed.toString(UTF_8).strip()).matches(ApiKeyText::isValid);
  }
}
