package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.json.JsonWriter;
import io.quayside.domain.stream.Contexts;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The commands {@code export}, {@code import}, {@code verify} and {@code inspect}. Exit status 0; 1
 * if something was found or refused; 2 for wrong usage, and where something is not reachable, with
 * one line on the error stream.
 */
@Command(name = "quayside")
public final class ToolCommands {
  /** The names of the commands. */
  public static final Set<String> NAMES = Set.of("export", "import", "verify", "inspect");

  private final Contexts contexts;
  private final Function<Optional<Path>, Stores> opener;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param opener opens the log and the read models of a configuration file
   */
  public ToolCommands(
      Contexts contexts,
      Function<Optional<Path>, Stores> opener,
      PrintStream out,
      PrintStream err) {
    this.contexts = contexts;
    this.opener = opener;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs a command.
   *
   * @param version the line that {@code --version} shows
   * @return the exit status
   */
  public int run(String[] arguments, String version) {
    CommandLine commands =
        new CommandLine(this)
            .addSubcommand(new ExportCommand())
            .addSubcommand(new ImportCommand())
            .addSubcommand(new VerifyCommand())
            .addSubcommand(new InspectCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(
                (refused, given) -> {
                  err.println(
                      "quayside: " + line(String.valueOf(refused.getMessage())) + "; try --help");
                  return ToolException.NOT_REACHABLE;
                })
            .setExecutionExceptionHandler((failure, command, result) -> failed(failure, command))
            .setOut(new PrintWriter(out, true, UTF_8));
    commands.getSubcommands().values().forEach(each -> each.getCommandSpec().version(version));
    return commands.execute(arguments);
  }

  private int failed(Exception failure, CommandLine command) {
    String line = line(String.valueOf(failure.getMessage()));
    boolean json = command.getCommand() instanceof Tool tool && tool.json();
    err.println(
        json
            ? new JsonWriter(128).beginObject().field("error", line).endObject().toText()
            : "quayside: " + line);
    return failure instanceof ToolException tool ? tool.status() : ToolException.NOT_REACHABLE;
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\p{Cntrl}+", " ");
  }

  Contexts contexts() {
    return contexts;
  }

  Function<Optional<Path>, Stores> opener() {
    return opener;
  }

  /** Standard output is the command's alone. */
  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }
}
