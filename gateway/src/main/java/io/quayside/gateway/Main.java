package io.quayside.gateway;

import io.quayside.common.identity.ApiKeyText;
import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.config.ConfigException;
import io.quayside.gateway.config.ConfigReader;
import io.quayside.gateway.logging.Logs;
import io.quayside.gateway.tools.Stores;
import io.quayside.gateway.tools.ToolCommands;
import io.quayside.gateway.tools.ToolException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program: parses arguments and configuration, launches, and ends in order. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  /** Set by the build tool that starts the gateway; it does not end its children itself. */
  private static final String ENDS_WITH_PARENT = "quayside.ends-with-parent";

  private Main() {}

  /** Exit status 0 after a signal, 1 after a failure, 2 if nothing was started. */
  public static void main(String[] arguments) {
    run(arguments, Contexts.STANDARD);
  }

  /** As {@link #main}, of a gateway with these contexts. */
  public static void run(String[] arguments, Contexts contexts) {
    if (arguments.length > 0 && ToolCommands.NAMES.contains(arguments[0])) {
      System.exit(runTool(arguments, contexts));
    }
    var shutdown = new Shutdown();
    try {
      var commandLine = parse(arguments);
      if (commandLine.help()) {
        say(CommandLine.USAGE);
        return;
      }
      if (commandLine.command() == CommandLine.Command.KEY) {
        say(ApiKeyText.random());
        return;
      }
      if (commandLine.command() == CommandLine.Command.VERSION) {
        say("quayside " + BuildInfo.read());
        return;
      }
      var config = ConfigReader.read(commandLine.config(), System.getenv());
      Logs.apply(config.log());
      ConfigReader.overridden(commandLine.config(), System.getenv()).forEach(LOG::warn);
      shutdown.onExit();
      if (Boolean.getBoolean(ENDS_WITH_PARENT)) {
        ParentProcess.endWithIt();
      }
      new Launcher(config, contexts, shutdown, Main::say).launch(commandLine.command());
    } catch (ConfigException e) {
      refuse(e.line());
    } catch (StartException e) {
      fail(shutdown, e);
    } catch (Shutdown.BegunException e) {
      LOG.debug("the start was broken off by the end", e);
    } catch (RuntimeException | Error e) {
      LOG.error("the start failed in a way it should not", e);
      fail(shutdown, StartException.failed("unexpected", e));
    }
  }

  /** Nothing has begun yet, so nothing ends but with the line. */
  private static CommandLine parse(String[] arguments) {
    try {
      return CommandLine.parse(List.of(arguments));
    } catch (StartException e) {
      refuseWith(e.status(), e.line());
      throw e;
    }
  }

  /** Standard output is the command's alone. */
  @SuppressWarnings("SystemOut")
  private static int runTool(String[] arguments, Contexts contexts) {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.detachAndStopAllAppenders();
    }
    return new ToolCommands(contexts, Main::stores, System.out, System.err)
        .run(arguments, "quayside " + BuildInfo.read());
  }

  private static Stores stores(Optional<Path> file) {
    try {
      var config = ConfigReader.read(file, System.getenv());
      var services = config.servicesGiven() ? Services.given(config) : Services.own(config);
      return new Stores(services.kafka(), services.postgresUri(), config.shards());
    } catch (ConfigException e) {
      throw ToolException.misused(e.line());
    } catch (StartException e) {
      throw ToolException.misused(e.line());
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String line) {
    System.out.println(line);
  }

  private static void fail(Shutdown shutdown, StartException failure) {
    LOG.debug("the start failed", failure);
    if (shutdown.fail(failure.status())) {
      // The log lines of the end come before the line that a person has to see.
      shutdown.run();
      refuseWith(failure.status(), failure.line());
    }
  }

  private static void refuse(String line) {
    refuseWith(StartException.REFUSED, line);
  }

  /**
   * The line is the last that a person sees, also where a build tool has started the gateway: it
   * would write a page about the failure of its child, so it is ended before this process ends.
   */
  @SuppressWarnings("SystemOut")
  private static void refuseWith(int status, String line) {
    System.err.println("Quayside did not start: " + line);
    if (Boolean.getBoolean(ENDS_WITH_PARENT)) {
      ParentProcess.end();
    }
    System.exit(status);
  }
}
