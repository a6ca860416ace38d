package io.quayside.gateway.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** One pass over events: how many, how long, and at what cost. */
public record Pass(long events, long nanos, long cpuNanos) {
  private static final String MARK = "pass ";

  /** As a process writes it. */
  public String line() {
    return MARK + events + ' ' + nanos + ' ' + cpuNanos;
  }

  public double perSecond() {
    return events * 1e9 / nanos;
  }

  public double cpuMicros() {
    return cpuNanos / 1e3 / events;
  }

  /** The pass without what the program would have taken of one CPU anyway. */
  Pass beyond(double idleShare) {
    return new Pass(events, nanos, cpuNanos - (long) (idleShare * nanos));
  }

  public static Pass median(List<Pass> passes) {
    var sorted = passes.stream().sorted(Comparator.comparingLong(Pass::cpuNanos)).toList();
    return sorted.get(sorted.size() / 2);
  }

  /** A cell of a table: events per second, and microseconds of CPU per event. */
  public String text() {
    return String.format(Locale.ROOT, "%,.0f /s, %.1f µs", perSecond(), cpuMicros());
  }

  /** Has gateways and programs compile as in production, where a build spares its CPU. */
  public static void compileFully() {
    var flags = System.getProperty("gateway.jvm", "");
    System.setProperty("gateway.jvm", flags.replace("-XX:TieredStopAtLevel=1", " "));
  }

  /** Runs a program in a JVM with the gateway's flags, and answers the passes that it writes. */
  public static List<Pass> of(Class<?> program, List<String> flags, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("gateway.jvm").strip().split("\\s+", -1)));
    command.addAll(flags);
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(arguments);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var lines = process.inputReader().lines().toList();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(program + " failed:\n" + String.join("\n", lines));
    }
    return lines.stream().filter(line -> line.startsWith(MARK)).map(Pass::parse).toList();
  }

  private static Pass parse(String line) {
    var parts = line.substring(MARK.length()).split(" ", -1);
    return new Pass(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }
}
