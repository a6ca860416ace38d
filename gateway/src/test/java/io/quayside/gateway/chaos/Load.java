package io.quayside.gateway.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writers, trackers, bookers, subscribers and a watcher, at work until they are told that it is
 * over.
 */
final class Load implements AutoCloseable {
  private static final int BOOKERS = 4;

  /** For less time than most faults last. */
  private static final int CLOSES_AFTER_SECONDS = 4;

  /** Some tenders are open over many kills. */
  private static final int MAX_CLOSES_AFTER_SECONDS = 40;

  private static final int WRITERS = 2 * Cluster.SHARDS;
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(4);
  private static final Duration PUSHED_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(100).toNanos();

  private final History history;
  private final List<Subscriber> subscribers;
  private final Watcher watcher;
  private final Fleet fleet;
  private final List<CompletableFuture<Void>> running = new ArrayList<>();

  /** Bookings that may begin. */
  private final Semaphore allowed = new Semaphore(0);

  private volatile boolean over;

  private Load(List<Subscriber> subscribers, Watcher watcher, History history) {
    this.history = history;
    this.subscribers = subscribers;
    this.watcher = watcher;
    fleet = new Fleet(subscribers);
  }

  static Load start(List<Node> nodes, History history) {
    var load =
        new Load(
            IntStream.range(0, nodes.size())
                .mapToObj(i -> new Subscriber(nodes, i, history))
                .toList(),
            new Watcher(nodes, history),
            history);
    load.subscribers.forEach(Subscriber::start);
    load.watcher.start();
    await(PUSHED_WITHIN, load.watcher::watches);
    for (int i = 0; i < WRITERS; i++) {
      var writer =
          new Writer(i, new Client(nodes, i, history), history, load.fleet, () -> load.over);
      var tracker =
          new Tracker(i, new Client(nodes, i + 1, history), history, load.fleet, () -> load.over);
      load.running.add(CompletableFuture.runAsync(writer::run, Thread::startVirtualThread));
      load.running.add(CompletableFuture.runAsync(tracker::run, Thread::startVirtualThread));
    }
    for (int i = 0; i < BOOKERS; i++) {
      var booker = new Booker(i, nodes, history, CLOSES_AFTER_SECONDS, () -> load.over);
      load.running.add(CompletableFuture.runAsync(booker::run, Thread::startVirtualThread));
    }
    return load;
  }

  /** So many bookings and nothing else; each begins once it is {@link #allow allowed} to. */
  static Load ofBookings(int bookings, List<Node> nodes, History history, Random random) {
    var load = new Load(List.of(), new Watcher(nodes, history), history);
    for (int i = 0; i < bookings; i++) {
      int closesAfter =
          CLOSES_AFTER_SECONDS + random.nextInt(MAX_CLOSES_AFTER_SECONDS - CLOSES_AFTER_SECONDS);
      var booker = new Booker(i, nodes, history, closesAfter, () -> true);
      load.running.add(
          CompletableFuture.runAsync(
              () -> {
                load.allowed.acquireUninterruptibly();
                booker.bookOne();
              },
              Thread::startVirtualThread));
    }
    return load;
  }

  /** Lets so many more bookings begin. */
  void allow(int bookings) {
    allowed.release(bookings);
  }

  /** Lets everybody finish what was begun. The answer is each shipment's last version. */
  Map<String, Integer> finish() {
    over = true;
    try {
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
          .get(SETTLED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the clients did not finish", e);
    }
    awaitSubscribers();
    awaitWatcher();
    return fleet.versions();
  }

  /** Waits for a condition; whether it came about is for the caller to ask. */
  private static void await(Duration within, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  private void awaitWatcher() {
    var versions = fleet.versions();
    await(PUSHED_WITHIN, () -> watcher.behind(versions).isEmpty());
    var behind = watcher.behind(versions);
    if (!behind.isEmpty()) {
      history.violated(
          History.Violation.Kind.FRAMES,
          "the watcher is at %s; the shipments are at %s".formatted(behind, versions(behind)));
    }
  }

  private void awaitSubscribers() {
    await(PUSHED_WITHIN, () -> subscribers.stream().allMatch(one -> one.incomplete().isEmpty()));
    for (var subscriber : subscribers) {
      var incomplete = subscriber.incomplete();
      if (!incomplete.isEmpty()) {
        history.violated(
            History.Violation.Kind.FRAMES,
            "%s has not got all of %s; the shipments are at %s"
                .formatted(subscriber.name(), incomplete, versions(incomplete)));
      }
    }
  }

  private Map<String, Integer> versions(Map<String, Integer> incomplete) {
    return fleet.versions().entrySet().stream()
        .filter(entry -> incomplete.containsKey(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public void close() {
    over = true;
    subscribers.forEach(Subscriber::close);
    watcher.close();
  }
}
