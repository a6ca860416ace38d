package io.quayside.loadtest.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** One thread with many connections. What is confined to it runs as a task or a wire's callback. */
final class Loop implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  /** The longest body that a gateway takes, and its head. */
  private static final int OUT_BUFFER = 5 << 20;

  private static final long IDLE_MILLIS = 100;
  private static final long POLL_NANOS = 1_000_000;

  final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  final ByteBuffer out = ByteBuffer.allocateDirect(OUT_BUFFER);
  final Selector selector;

  private final Thread thread;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean closed;

  private LongConsumer tick;
  private double betweenNanos;
  private double due;

  Loop(String name) {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs a task on the loop and waits for it. */
  void call(Runnable task) {
    var done = new CompletableFuture<Void>();
    tasks.add(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    selector.wakeup();
    done.join();
  }

  /**
   * Calls {@code tick} so many times a second, each time with when it was due; those of one
   * millisecond come together. A null tick ends it. To be called on the loop.
   */
  void pace(double perSecond, LongConsumer eachTick) {
    tick = eachTick;
    betweenNanos = 1e9 / perSecond;
    due = System.nanoTime();
  }

  void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  /** Throws what has gone wrong on the loop, if anything has. */
  void check() {
    var cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException(cause.getMessage(), cause);
    }
  }

  /** Waits for a condition; fails as the loop does, or with what is missing after that time. */
  void await(BooleanSupplier condition, long withinNanos, Supplier<String> missing) {
    long deadline = System.nanoTime() + withinNanos;
    while (!condition.getAsBoolean()) {
      check();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(missing.get());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    check();
  }

  private void run() {
    try {
      while (!closed) {
        if (tick == null) {
          selector.select(Loop::ready, IDLE_MILLIS);
        } else {
          selector.select(Loop::ready, 1);
          ticks();
        }
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void ticks() {
    long now = System.nanoTime();
    while (tick != null && due <= now) {
      long at = (long) due;
      due += betweenNanos;
      tick.accept(at);
    }
  }

  private static void ready(SelectionKey key) {
    ((Wire) key.attachment()).ready(key);
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    while (thread.isAlive()) {
      LockSupport.parkNanos(1_000_000);
    }
    try {
      for (var key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
