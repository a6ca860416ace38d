package io.quayside.gateway;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The parsed command line. */
record CommandLine(Command command, Optional<Path> config, boolean help) {

  static final String USAGE =
      """
      usage: quayside [standalone | services | node | key] [--config FILE] [--help] [--version]

        standalone  a gateway with a Kafka and a PostgreSQL of its own (the default);
                    with kafka.bootstrap and postgres.uri configured, the same as node
        services    Kafka and PostgreSQL alone
        node        a gateway that uses the configured Kafka and PostgreSQL
        key         prints a new text for auth.bootstrap-key, and ends
        export, import, verify, inspect
                    commands on the log and the read models, also beside a gateway;
                    each tells its options with --help

        --config FILE  a YAML file; each key is also an environment variable that wins
                       over it, as http.port and QUAYSIDE_HTTP_PORT
        --version      prints the version and the commit, and ends
      """;

  /** Which parts of the system this process runs; none with {@code KEY} and {@code VERSION}. */
  enum Command {
    STANDALONE("standalone"),
    SERVICES("services"),
    NODE("node"),
    KEY("key"),
    VERSION("version");

    private final String word;

    Command(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static CommandLine parse(List<String> arguments) {
    Optional<Command> command = Optional.empty();
    Optional<Path> config = Optional.empty();
    var rest = arguments.iterator();
    while (rest.hasNext()) {
      var argument = rest.next();
      if (argument.equals("--help") || argument.equals("-h")) {
        return new CommandLine(Command.STANDALONE, Optional.empty(), true);
      } else if (argument.equals("--version")) {
        return new CommandLine(Command.VERSION, Optional.empty(), false);
      } else if (argument.equals("--config") && rest.hasNext() && config.isEmpty()) {
        config = Optional.of(Path.of(rest.next()));
      } else if (argument.equals("--config")) {
        throw StartException.refused("--config: expected once, with one file");
      } else if (command.isEmpty()) {
        command = Optional.of(command(argument));
      } else {
        throw StartException.refused(argument + ": expected one command; try --help");
      }
    }
    return new CommandLine(command.orElse(Command.STANDALONE), config, false);
  }

  private static Command command(String word) {
    return Arrays.stream(Command.values())
        .filter(command -> command.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                StartException.refused(
                    word
                        + ": expected standalone, services, node, key, export, import, verify"
                        + " or inspect; try --help"));
  }
}
