package io.quayside.gateway;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that were started, and their shutdown: in reverse order, each part within its own time,
 * all parts within {@link #WITHIN}. It may begin at any moment, also during the start.
 */
final class Shutdown {
  static final Duration WITHIN = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private final ReentrantLock starting = new ReentrantLock();
  private final Deque<Part> parts = new ArrayDeque<>();
  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private int status;

  /** Thrown when a part is started after the shutdown has begun. */
  static final class BegunException extends RuntimeException {
    BegunException() {
      super("the end has begun");
    }

    BegunException(Throwable cause) {
      super("the end has begun, and broke off the start", cause);
    }
  }

  /** Stops a part; may fail. */
  @FunctionalInterface
  interface Stop<T> {
    void stop(T started) throws Exception;
  }

  private record Part(String name, Duration within, Callable<Void> stop) {}

  /** Starts a part and remembers how to stop it; the end waits until the start is done. */
  <T> T start(String name, Callable<T> start, Duration stopWithin, Stop<T> stop) {
    starting.lock();
    try {
      if (begun.isDone()) {
        throw new BegunException();
      }
      var started = start.call();
      parts.push(
          new Part(
              name,
              stopWithin,
              () -> {
                stop.stop(started);
                return null;
              }));
      return started;
    } catch (StartException | BegunException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      if (begun.isDone()) {
        // Libraries that register hooks of their own fail in many ways when it is too late.
        throw new BegunException(e);
      }
      restoreInterrupt(e);
      throw StartException.failed(name, e);
    } finally {
      starting.unlock();
    }
  }

  /** The future's value; gives up waiting when the end begins. */
  <T> T await(Future<T> future) throws Exception {
    var value = future.toCompletionStage().toCompletableFuture();
    try {
      CompletableFuture.anyOf(value, begun).get();
      if (!value.isDone()) {
        throw new BegunException();
      }
      return value.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Stops everything when the process is to end, by a signal or by {@link System#exit}. */
  void onExit() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  run();
                  // Otherwise the JVM reports the signal as a failure.
                  Runtime.getRuntime().halt(status());
                },
                "shutdown"));
  }

  /** Sets the exit status of a failed start; false if the end has begun for another reason. */
  synchronized boolean fail(int failure) {
    if (begun.isDone()) {
      return false;
    }
    status = failure;
    return true;
  }

  /** Ends the process because one of its parts has failed. */
  void exitAfterFailure() {
    if (fail(StartException.FAILED)) {
      System.exit(StartException.FAILED);
    }
  }

  private synchronized int status() {
    return status;
  }

  /** Stops what was started, the last first. A part that does not stop in time is left behind. */
  void run() {
    if (!begin()) {
      return;
    }
    var start = System.nanoTime();
    var deadline = start + WITHIN.toNanos();
    LOG.info("stopping");
    awaitTheStart(deadline);
    while (!parts.isEmpty()) {
      var part = parts.pop();
      stop(part, Math.min(part.within().toNanos(), deadline - System.nanoTime()));
    }
    LOG.info("stopped: millis={}", (System.nanoTime() - start) / 1_000_000);
  }

  private synchronized boolean begin() {
    return begun.complete(null);
  }

  private void awaitTheStart(long deadline) {
    try {
      if (!starting.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        LOG.warn("a part is still starting and is left behind");
      }
    } catch (InterruptedException e) {
      restoreInterrupt(e);
    }
  }

  private static void stop(Part part, long nanos) {
    var task = new FutureTask<>(part.stop());
    Thread.ofPlatform().daemon().name("stop-" + part.name()).start(task);
    try {
      task.get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      LOG.warn("{} did not stop as it should", part.name(), e.getCause());
    } catch (TimeoutException e) {
      LOG.warn("{} did not stop within {} ms", part.name(), nanos / 1_000_000);
    } catch (InterruptedException e) {
      restoreInterrupt(e);
    }
  }

  private static void restoreInterrupt(Throwable e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }
}
