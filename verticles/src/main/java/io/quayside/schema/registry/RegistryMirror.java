package io.quayside.schema.registry;

import io.quayside.schema.EventSchema;
import io.quayside.schema.SchemaCatalog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers all schemas, beside the start of a node, and again until the registry has them. Then it
 * looks one of them up every 30 s, so that a registry that is lost later is noticed. A start waits
 * for it for 10 s at most.
 */
public final class RegistryMirror {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryMirror.class);

  private static final int CALLS = 4;
  private static final long START_WAITS_SECONDS = 10;
  private static final long AGAIN_MILLIS = 10_000;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
  private static final long SAY_EVERY_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Vertx vertx;
  private final RegistrySettings settings;
  private final SchemaCatalog catalog;
  private final RegistryClient client;
  private final Duration lookEvery;
  private final Promise<Void> firstRound = Promise.promise();
  private volatile Status status = new Status(false, "the schemas are not registered yet");
  private volatile boolean closed;
  private long lastSaidNanos = System.nanoTime() - SAY_EVERY_NANOS;
  private boolean lastSaidRefused;
  private boolean refusedStart;
  private int looks;

  /** Whether the registry has all schemas; the reason if it has not. */
  public record Status(boolean up, @Nullable String detail) {}

  private RegistryMirror(
      Vertx vertx, RegistrySettings settings, SchemaCatalog catalog, Duration lookEvery) {
    this.vertx = vertx;
    this.lookEvery = lookEvery;
    this.settings = settings;
    this.catalog = catalog;
    this.client = new RegistryClient(vertx, settings, CALLS);
  }

  /** Begins to register. */
  public static RegistryMirror begin(
      Vertx vertx, RegistrySettings settings, SchemaCatalog catalog) {
    return begin(vertx, settings, catalog, LOOK_EVERY);
  }

  /** Begins to register; {@code lookEvery}: the time between two looks at what is registered. */
  public static RegistryMirror begin(
      Vertx vertx, RegistrySettings settings, SchemaCatalog catalog, Duration lookEvery) {
    RegistryMirror mirror = new RegistryMirror(vertx, settings, catalog, lookEvery);
    vertx.runOnContext(v -> mirror.round());
    return mirror;
  }

  /**
   * Completes when the first round has ended or 10 s have passed, whether the registry has answered
   * or not; fails with {@link SchemaRefusedException} if it has refused a schema until then.
   */
  public Future<Void> started() {
    return firstRound
        .future()
        .timeout(START_WAITS_SECONDS, TimeUnit.SECONDS)
        .recover(
            failure -> {
              // What is refused later ends no start, so it has to be said.
              firstRound.tryComplete();
              return failure instanceof SchemaRefusedException
                  ? Future.failedFuture(failure)
                  : Future.succeededFuture();
            });
  }

  public Status status() {
    return status;
  }

  /** Whether a node without the registry is not ready. */
  public boolean isRequired() {
    return settings.required();
  }

  /** Ends the registration. */
  public Future<Void> close() {
    closed = true;
    return client.close();
  }

  private void round() {
    Queue<EventSchema> waiting = new ArrayDeque<>(catalog.all());
    List<Throwable> failures = new ArrayList<>();
    List<Future<Void>> chains = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      chains.add(registerAll(waiting, failures));
    }
    Future.join(chains).onComplete(ended -> ended(failures));
  }

  /** An answer about one schema says nothing about the others; no answer is about all of them. */
  private Future<Void> registerAll(Queue<EventSchema> waiting, List<Throwable> failures) {
    EventSchema next = waiting.poll();
    return next == null
        ? Future.succeededFuture()
        : new SchemaRegistration(client, next)
            .run()
            .recover(
                failure -> {
                  failures.add(failure);
                  if (failure instanceof SchemaRefusedException) {
                    refusedStart |= firstRound.tryFail(failure);
                    return Future.succeededFuture();
                  }
                  return failure instanceof RegistryClient.StatusException
                      ? Future.succeededFuture()
                      : Future.failedFuture(failure);
                })
            .compose(done -> registerAll(waiting, failures));
  }

  /** A refusal is for good, so it counts more than what may pass. */
  private void ended(List<Throwable> failures) {
    if (failures.isEmpty()) {
      registered();
    } else {
      failed(
          failures.stream()
              .filter(SchemaRefusedException.class::isInstance)
              .findFirst()
              .orElse(failures.getFirst()));
    }
  }

  private void registered() {
    status = new Status(true, null);
    firstRound.tryComplete();
    // A registry that is lost from now on is said at once.
    lastSaidNanos = System.nanoTime() - SAY_EVERY_NANOS;
    LOG.info("the schema registry has all {} schemas", catalog.all().size());
    later(lookEvery.toMillis(), this::look);
  }

  /** Looks one schema up, each time another one; all are registered again where it is not found. */
  private void look() {
    List<EventSchema> all = List.copyOf(catalog.all());
    EventSchema schema = all.get(looks++ % all.size());
    new SchemaRegistration(client, schema)
        .isRegistered()
        .onComplete(
            found -> {
              if (found.succeeded() && found.result()) {
                later(lookEvery.toMillis(), this::look);
              } else if (!closed) {
                round();
              }
            });
  }

  private void later(long millis, Runnable task) {
    vertx.setTimer(
        millis,
        t -> {
          if (!closed) {
            task.run();
          }
        });
  }

  private void failed(Throwable failure) {
    if (closed) {
      return;
    }
    boolean refused = failure instanceof SchemaRefusedException;
    String detail = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    status = new Status(false, refused ? detail : "the registry is away: " + detail);
    firstRound.tryFail(failure);
    // What ends the start is said there.
    if (!refusedStart) {
      say(refused, detail);
    }
    later(AGAIN_MILLIS, this::round);
  }

  private void say(boolean refused, String detail) {
    long now = System.nanoTime();
    if (now - lastSaidNanos < SAY_EVERY_NANOS && refused == lastSaidRefused) {
      return;
    }
    lastSaidNanos = now;
    lastSaidRefused = refused;
    if (refused) {
      LOG.error("schemas: {}", detail);
    } else {
      LOG.warn("the schema registry is away: cause={}", detail);
    }
  }
}
