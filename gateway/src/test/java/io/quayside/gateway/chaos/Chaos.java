package io.quayside.gateway.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program. It runs itself again in a sandbox, where there is one, and that second process does
 * the work; when the first one ends, however it does, the second and all that it started end too.
 *
 * <p>System properties: {@code chaos.minutes}, {@code chaos.seed}, {@code chaos.directory}, {@code
 * chaos.kinds}, {@code chaos.network}; see docs/chaos.md.
 */
public final class Chaos {
  private static final String SECOND = "chaos.second";
  private static final String WHY_NO_CUTS = "chaos.why-no-cuts";

  private Chaos() {}

  /** Exit status 0 if everything held, 1 if something did not, 2 if the run did not come about. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var options = Options.read();
    if (Boolean.getBoolean(SECOND)) {
      System.exit(run(options));
    }
    endWithParent();
    Leftovers.remove(options);
    Files.createDirectories(options.directory());
    int status = runInSandbox(options);
    Leftovers.remove(options);
    System.exit(status);
  }

  /** A build tool that is ended would leave it behind. */
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var unused = parent.onExit().thenRun(() -> System.exit(2));
            });
  }

  private static int runInSandbox(Options options) throws IOException, InterruptedException {
    var sandbox = options.namespaces() ? Sandbox.find() : Sandbox.none("not wanted");
    var command = new ArrayList<>(sandbox.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options.properties());
    command.add("-XX:-UsePerfData");
    command.add("-D" + SECOND + "=true");
    command.add("-D" + WHY_NO_CUTS + "=" + sandbox.whyNot());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Chaos.class.getName()));
    var process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // It reads what nobody writes, and so notices when this process is no more.
    var end =
        new Thread(
            () -> {
              try {
                process.getOutputStream().close();
                process.waitFor();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "end-sandbox");
    Runtime.getRuntime().addShutdownHook(end);
    return process.waitFor();
  }

  private static int run(Options options) throws IOException {
    Thread.ofPlatform().daemon().name("end-with-the-first").start(Chaos::endWithTheFirst);
    var why = System.getProperty(WHY_NO_CUTS, "");
    var network = why.isEmpty() ? Network.Bridge.create() : new Network.Loopback();
    var report = new Campaign(options, network, why).run();
    report.write(options.directory());
    say(report.markdown());
    return report.passed() ? 0 : 1;
  }

  private static void endWithTheFirst() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      System.exit(2);
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println(text);
  }
}
