package io.quayside.loadtest.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What Linux knows of a process. */
final class Proc {
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final int STATE_FIELD = 3;
  private static final int USER_TIME_FIELD = 14;
  private static final int OWN_TIMES = 2;
  private static final int ALL_TIMES = 4;

  /** The JVM's names for them, as far as Linux keeps them. */
  private static final Pattern COMPILER = Pattern.compile("C[12] Compiler.*");

  private Proc() {}

  /** CPU time of the process, user and system; 0 if it is gone. */
  static long cpuNanos(long pid) {
    return ticks(pid, OWN_TIMES) * NANOS_PER_TICK;
  }

  /** CPU time of the process and of all that it has started, whether they still run or not. */
  static long treeCpuNanos(long pid) {
    long ticks = ticks(pid, ALL_TIMES);
    var root = ProcessHandle.of(pid);
    if (root.isPresent()) {
      ticks += root.get().descendants().mapToLong(child -> ticks(child.pid(), ALL_TIMES)).sum();
    }
    return ticks * NANOS_PER_TICK;
  }

  /** CPU time of the threads of a JVM that compile. */
  static long compilerCpuNanos(long pid) {
    try (var threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return NANOS_PER_TICK
          * threads
              .filter(thread -> COMPILER.matcher(name(thread)).matches())
              .mapToLong(thread -> ticks(thread.resolve("stat"), OWN_TIMES))
              .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (NoSuchFileException gone) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ticks(long pid, int times) {
    return ticks(Path.of("/proc/" + pid + "/stat"), times);
  }

  private static long ticks(Path file, int times) {
    try {
      var stat = Files.readString(file);
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long sum = 0;
      for (int i = 0; i < times; i++) {
        sum += Long.parseLong(fields[USER_TIME_FIELD - STATE_FIELD + i]);
      }
      return sum;
    } catch (NoSuchFileException gone) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of the process that are in memory. */
  static long residentBytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
