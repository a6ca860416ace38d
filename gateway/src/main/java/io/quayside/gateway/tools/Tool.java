package io.quayside.gateway.tools;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What all commands have. */
abstract class Tool implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // set by picocli
  ToolCommands tools;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the gateway's configuration; environment variables win over it")
  @Nullable Path config;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text (the default) or json: what it answers as one JSON document")
  Output output = Output.TEXT;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "shows this and ends")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "shows the version and ends")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  boolean version;

  /** The form of what a command answers. */
  enum Output {
    TEXT,
    JSON
  }

  Stores stores() {
    return tools.opener().apply(Optional.ofNullable(config));
  }

  boolean json() {
    return output == Output.JSON;
  }

  @Override
  public Integer call() {
    try (Progress progress = Progress.of(tools.err())) {
      return run(progress);
    }
  }

  /** Returns the exit status; fails with {@link ToolException}. */
  abstract int run(Progress progress);
}
