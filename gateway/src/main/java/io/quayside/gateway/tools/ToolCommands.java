package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.json.Times;
import io.quayside.domain.stream.Contexts;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * The commands {@code export}, {@code import}, {@code verify} and {@code inspect}. Exit status 0; 1
 * if something was found or refused; 2 for wrong usage, and where something is not reachable, with
 * one line on the error stream.
 */
@Command(name = "quayside", mixinStandardHelpOptions = true)
public final class ToolCommands {
  /** The names of the commands. */
  public static final Set<String> NAMES = Set.of("export", "import", "verify", "inspect");

  private static final int BUFFER = 1 << 16;

  private final Contexts contexts;
  private final Function<Optional<Path>, Stores> opener;
  private final PrintStream out;

  private ToolCommands(
      Contexts contexts, Function<Optional<Path>, Stores> opener, PrintStream out) {
    this.contexts = contexts;
    this.opener = opener;
    this.out = out;
  }

  /**
   * Runs a command.
   *
   * @param opener opens the log and the read models of a configuration file
   * @return the exit status
   */
  public static int run(
      String[] arguments,
      Contexts contexts,
      Function<Optional<Path>, Stores> opener,
      PrintStream out,
      PrintStream err) {
    ToolCommands tools = new ToolCommands(contexts, opener, out);
    return new CommandLine(tools)
        .addSubcommand(new ExportCommand())
        .addSubcommand(new ImportCommand())
        .addSubcommand(new VerifyCommand())
        .addSubcommand(new InspectCommand())
        .setParameterExceptionHandler(
            (refused, given) -> {
              err.println(
                  "quayside: " + line(String.valueOf(refused.getMessage())) + "; try --help");
              return ToolException.NOT_REACHABLE;
            })
        .setExecutionExceptionHandler(
            (failure, commandLine, result) -> {
              err.println("quayside: " + line(String.valueOf(failure.getMessage())));
              return failure instanceof ToolException tool
                  ? tool.status()
                  : ToolException.NOT_REACHABLE;
            })
        .setOut(new PrintWriter(out, true, UTF_8))
        .execute(arguments);
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\p{Cntrl}+", " ");
  }

  /** What all commands have. */
  private abstract static class Tool implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    ToolCommands tools;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "the gateway's configuration; environment variables win over it")
    @Nullable Path config;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "shows this and ends")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    boolean help;

    Stores stores() {
      return tools.opener.apply(Optional.ofNullable(config));
    }
  }

  @Command(
      name = "export",
      description = "Writes whole streams, one event a line, by shipment and version.")
  private static final class ExportCommand extends Tool {
    @Option(names = "--shipment", paramLabel = "ID", description = "this shipment; repeatable")
    List<String> shipments = new ArrayList<>();

    @Option(names = "--since", paramLabel = "T", description = "shipments booked from then on")
    @Nullable String since;

    @Option(names = "--until", paramLabel = "T", description = "shipments booked before then")
    @Nullable String until;

    @Option(names = "--tenant", paramLabel = "T", description = "shipments of this tenant")
    @Nullable String tenant;

    @Option(names = "--out", paramLabel = "FILE", description = "the file; standard output without")
    @Nullable Path file;

    @Override
    public Integer call() throws IOException {
      Export export =
          new Export(
              stores(),
              new Export.Filter(shipments, time("--since", since), time("--until", until), tenant));
      if (file == null) {
        export.to(new BufferedOutputStream(tools.out, BUFFER));
        return 0;
      }
      // Whoever finds the file finds all of it.
      Path part = file.resolveSibling(file.getFileName() + ".part");
      try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(part), BUFFER)) {
        export.to(to);
      } catch (IOException | UncheckedIOException e) {
        throw ToolException.misused("--out: %s cannot be written (%s)".formatted(part, e));
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return 0;
    }

    private static @Nullable Instant time(String option, @Nullable String text) {
      if (text == null) {
        return null;
      }
      Instant time = Times.parse(text);
      if (time == null) {
        throw ToolException.misused(option + ": expected an RFC 3339 time with an offset");
      }
      return time;
    }
  }

  @Command(
      name = "import",
      description = {
        "Writes an exported file into an empty log, while no gateway runs on it.",
        "The whole file is checked first. Interrupted: empty the topic and begin again."
      })
  private static final class ImportCommand extends Tool {
    @Option(names = "--in", paramLabel = "FILE", required = true, description = "the file")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path file;

    @Override
    public Integer call() {
      Import.Imported imported = new Import(stores(), tools.contexts, file).run();
      tools.out.printf(
          "%d events of %d shipments are in the log%n", imported.events(), imported.shipments());
      return 0;
    }
  }

  @Command(
      name = "verify",
      description = {
        "Compares the history with the log, and each shipment's rows with its events.",
        "One line for each difference. It may run beside live gateways."
      })
  private static final class VerifyCommand extends Tool {
    @Option(
        names = "--sample",
        paramLabel = "N",
        description = "compares the rows of N shipments, chosen at random; all without")
    @Nullable Integer sample;

    @Override
    public Integer call() {
      if (sample != null && sample < 1) {
        throw ToolException.misused("--sample: expected a number from 1 on");
      }
      long found = new Verification(stores(), tools.contexts, tools.out::println).run(sample);
      return found == 0 ? 0 : ToolException.FOUND;
    }
  }

  @Command(name = "inspect", description = "Prints the stream of a shipment as a table.")
  private static final class InspectCommand extends Tool {
    @Parameters(paramLabel = "ID", description = "the shipment")
    @SuppressWarnings("NullAway.Init") // set by picocli
    String shipmentId;

    @Override
    public Integer call() {
      new Inspection(stores(), tools.contexts).print(shipmentId, tools.out);
      return 0;
    }
  }
}
