package io.quayside.consumer;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The rewinds that other threads ask the reading thread for. Thread-safe. */
final class Rewinds {
  private final ArrayDeque<Request> requests = new ArrayDeque<>();
  private boolean ended;

  private record Request(Instant since, CompletableFuture<Void> done) {}

  /** Asks for a rewind; fails once the reading thread has ended. */
  synchronized CompletableFuture<Void> ask(Instant since) {
    Request request = new Request(since, new CompletableFuture<>());
    if (ended) {
      refuse(request);
    } else {
      requests.add(request);
    }
    return request.done;
  }

  /** Does what was asked for. Called by the reading thread. */
  void serve(Consumer<Instant> rewind) {
    for (Request request = poll(); request != null; request = poll()) {
      try {
        rewind.accept(request.since);
        request.done.complete(null);
      } catch (RuntimeException e) {
        request.done.completeExceptionally(e);
      }
    }
  }

  private synchronized Request poll() {
    return requests.poll();
  }

  /** Refuses what was not served, and whatever is asked for later. */
  synchronized void end() {
    ended = true;
    requests.forEach(Rewinds::refuse);
    requests.clear();
  }

  private static void refuse(Request request) {
    request.done.completeExceptionally(new IllegalStateException("the consumer has ended"));
  }
}
