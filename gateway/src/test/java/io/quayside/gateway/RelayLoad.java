package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Writers that assign carriers to their shipments in turn until they are told to stop. */
public final class RelayLoad implements AutoCloseable {
  private static final int WRITERS = Integer.getInteger("relays.writers", 8);
  private static final int PATIENCE_SECONDS = 240;

  private final Client client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> writers = new ArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private final Map<String, Integer> versions = new ConcurrentHashMap<>();

  /** Each writer holds its read lock while it sends; who pauses them holds its write lock. */
  private final ReentrantReadWriteLock pausing = new ReentrantReadWriteLock();

  private volatile boolean stopped;

  public RelayLoad(Client client, int shipments) {
    this.client = client;
    for (int i = 0; i < WRITERS; i++) {
      writers.add(threads.submit(() -> write(shipments / WRITERS)));
    }
  }

  private void write(int shipments) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < shipments; i++) {
      var id =
          client.post("/v1/shipments", Bodies.booking()).expect(201).json().getString("shipmentId");
      ids.add(id);
      versions.put(id, 1);
    }
    for (int version = 2; !stopped; version++) {
      for (var id : ids) {
        pausing.readLock().lock();
        try {
          assign(id, "truck " + version);
        } finally {
          pausing.readLock().unlock();
        }
        versions.put(id, version);
        written.incrementAndGet();
      }
    }
  }

  /** Sends it again while the shard moves. */
  private void assign(String id, String vehicle) {
    if (!isAccepted(id, vehicle)) {
      await().atMost(PATIENCE_SECONDS, SECONDS).until(() -> isAccepted(id, vehicle));
    }
  }

  private boolean isAccepted(String id, String vehicle) {
    var key = (id + vehicle).replace(' ', '-');
    return client
        .post(
            "/v1/shipments/" + id + "/carrier-assignment",
            Bodies.carrier(vehicle),
            "Idempotency-Key",
            key)
        .accepted();
  }

  /** Waits until so many events more are acknowledged, or a writer has failed. */
  void awaitMore(int events) {
    awaitWritten(written.get() + events);
  }

  /** Waits until so many events are acknowledged in all, or a writer has failed. */
  public void awaitWritten(long events) {
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(() -> written.get() >= events || writers.stream().anyMatch(Future::isDone));
  }

  /** Waits for what is under way; nothing is sent until {@link #resume}, by the same thread. */
  void pause() {
    pausing.writeLock().lock();
  }

  void resume() {
    pausing.writeLock().unlock();
  }

  /** By shipment, the version of the last event that was acknowledged. */
  Map<String, Integer> versions() {
    return new TreeMap<>(versions);
  }

  /** Ends the writers; fails if one of them has failed. Answers how many events they wrote. */
  public long stop() throws InterruptedException {
    stopped = true;
    for (var writer : writers) {
      try {
        writer.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
    return written.get();
  }

  @Override
  public void close() {
    stopped = true;
    if (pausing.isWriteLockedByCurrentThread()) {
      resume();
    }
    threads.close();
  }
}
