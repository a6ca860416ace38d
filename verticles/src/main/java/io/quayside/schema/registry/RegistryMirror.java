package io.quayside.schema.registry;

import io.quayside.schema.EventSchema;
import io.quayside.schema.SchemaCatalog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers all schemas, beside the start of a node, and again until the registry has them. A start
 * waits for it for 10 s at most.
 */
public final class RegistryMirror {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryMirror.class);

  private static final int CALLS = 4;
  private static final long START_WAITS_SECONDS = 10;
  private static final long AGAIN_MILLIS = 10_000;
  private static final long SAY_EVERY_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Vertx vertx;
  private final RegistrySettings settings;
  private final SchemaCatalog catalog;
  private final RegistryClient client;
  private final Promise<Void> firstRound = Promise.promise();
  private volatile Status status = new Status(false, "the schemas are not registered yet");
  private volatile boolean closed;
  private long lastSaidNanos = System.nanoTime() - SAY_EVERY_NANOS;
  private boolean lastSaidRefused;

  /** Whether the registry has all schemas; the reason if it has not. */
  public record Status(boolean up, @Nullable String detail) {}

  private RegistryMirror(Vertx vertx, RegistrySettings settings, SchemaCatalog catalog) {
    this.vertx = vertx;
    this.settings = settings;
    this.catalog = catalog;
    this.client = new RegistryClient(vertx, settings, CALLS);
  }

  /** Begins to register. */
  public static RegistryMirror begin(
      Vertx vertx, RegistrySettings settings, SchemaCatalog catalog) {
    RegistryMirror mirror = new RegistryMirror(vertx, settings, catalog);
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
    List<Future<Void>> chains = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      chains.add(registerAll(waiting));
    }
    Future.all(chains).<Void>mapEmpty().onComplete(done -> registered(), this::failed);
  }

  private Future<Void> registerAll(Queue<EventSchema> waiting) {
    EventSchema next = waiting.poll();
    return next == null
        ? Future.succeededFuture()
        : new SchemaRegistration(client, next).run().compose(done -> registerAll(waiting));
  }

  private void registered() {
    status = new Status(true, null);
    firstRound.tryComplete();
    LOG.info("the schema registry has all {} schemas", catalog.all().size());
  }

  private void failed(Throwable failure) {
    if (closed) {
      return;
    }
    boolean refused = failure instanceof SchemaRefusedException;
    String detail = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    status = new Status(false, refused ? detail : "the registry is away: " + detail);
    boolean starting = firstRound.tryFail(failure);
    if (!(starting && refused)) {
      say(refused, detail);
    }
    vertx.setTimer(
        AGAIN_MILLIS,
        t -> {
          if (!closed) {
            round();
          }
        });
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
