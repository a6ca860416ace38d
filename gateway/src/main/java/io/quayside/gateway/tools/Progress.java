package io.quayside.gateway.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows on the error stream how far a command is: a bar that is drawn again on a terminal, a plain
 * line every 10 s elsewhere, so that a short command writes none. For one thread.
 */
final class Progress implements AutoCloseable {
  /** Set to {@code true} or {@code false} by the script that starts the program. */
  static final String TERMINAL = "quayside.terminal";

  private static final long DRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Fewer seconds say nothing about a rate. */
  private static final double RATE_AFTER_SECONDS = 0.5;

  private static final int BAR = 24;
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private String what = "";
  private String unit = "";
  private long total;
  private long done;
  private long startNanos;
  private long shownNanos;
  private boolean drawn;

  Progress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /** Progress of this process: on a terminal if the error stream is one. */
  static Progress of(PrintStream err) {
    return new Progress(err, isTerminal(), System::nanoTime);
  }

  private static boolean isTerminal() {
    String said = System.getProperty(TERMINAL);
    if (said != null) {
      return Boolean.parseBoolean(said);
    }
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException noSuchFile) {
      return false;
    }
  }

  /**
   * A new phase begins.
   *
   * @param name what is done, as {@code reading}
   * @param units what is counted, as {@code records}
   * @param all how many there are; 0 where that is not known
   */
  void begin(String name, String units, long all) {
    erase();
    what = name;
    unit = units;
    total = all;
    done = 0;
    startNanos = nanoTime.getAsLong();
    shownNanos = startNanos;
  }

  /** So much more is done. */
  void add(long more) {
    done += more;
    long now = nanoTime.getAsLong();
    if (now - shownNanos >= (terminal ? DRAW_NANOS : LINE_NANOS)) {
      shownNanos = now;
      show(now);
    }
  }

  private void show(long now) {
    if (terminal) {
      out.print(ERASE + line(now));
      out.flush();
      drawn = true;
    } else {
      out.println(line(now));
    }
  }

  private String line(long now) {
    double seconds = (now - startNanos) / SECOND_NANOS;
    StringBuilder line = new StringBuilder(what).append(": ");
    if (total > 0) {
      // More may have come since it was counted.
      double share = Math.min(1, (double) done / total);
      if (terminal) {
        int full = (int) (share * BAR);
        line.append('[').repeat('#', full).repeat('.', BAR - full).append("] ");
      }
      line.append((int) (share * 100)).append(" %, ");
    }
    line.append(done).append(total > 0 ? " of " + total : "").append(' ').append(unit);
    if (seconds >= RATE_AFTER_SECONDS) {
      long perSecond = Math.round(done / seconds);
      line.append(", ").append(perSecond).append("/s");
      if (total > done && perSecond > 0) {
        line.append(", ").append(duration((total - done) / perSecond)).append(" left");
      }
    }
    return line.toString();
  }

  private static String duration(long seconds) {
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    return seconds < HOUR
        ? "%d min %02d s".formatted(seconds / MINUTE, seconds % MINUTE)
        : "%d h %02d min".formatted(seconds / HOUR, seconds % HOUR / MINUTE);
  }

  /** Takes the bar away, so that what follows begins at a line of its own. */
  void erase() {
    if (drawn) {
      out.print(ERASE);
      out.flush();
      drawn = false;
    }
  }

  @Override
  public void close() {
    erase();
  }
}
