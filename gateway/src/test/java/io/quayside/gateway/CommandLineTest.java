package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.gateway.CommandLine.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void shouldStandAloneUnlessToldOtherwise() {
    assertThat(CommandLine.parse(List.of()))
        .isEqualTo(new CommandLine(Command.STANDALONE, Optional.empty(), false));
    assertThat(CommandLine.parse(List.of("standalone")).command()).isEqualTo(Command.STANDALONE);
  }

  @Test
  void shouldTakeACommandAndAFileInEitherOrder() {
    var expected = new CommandLine(Command.NODE, Optional.of(Path.of("a.yaml")), false);
    assertThat(CommandLine.parse(List.of("node", "--config", "a.yaml"))).isEqualTo(expected);
    assertThat(CommandLine.parse(List.of("--config", "a.yaml", "node"))).isEqualTo(expected);
    assertThat(CommandLine.parse(List.of("services")).command()).isEqualTo(Command.SERVICES);
  }

  @Test
  void shouldExplainItself() {
    assertThat(CommandLine.parse(List.of("node", "--help")).help()).isTrue();
    for (var command : Command.values()) {
      assertThat(CommandLine.USAGE).contains(command.word());
    }
  }

  @Test
  void shouldNameAnArgumentThatItDoesNotKnow() {
    for (var arguments :
        List.of(
            List.of("--port"),
            List.of("serve"),
            List.of("node", "services"),
            List.of("--config"),
            List.of("--config", "a", "--config", "b"))) {
      assertThatThrownBy(() -> CommandLine.parse(arguments))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("expected")
          .extracting(failure -> ((StartException) failure).status())
          .isEqualTo(2);
    }
  }
}
