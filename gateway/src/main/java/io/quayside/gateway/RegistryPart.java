package io.quayside.gateway;

import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.config.GatewayConfig;
import io.quayside.schema.SchemaCatalog;
import io.quayside.schema.registry.RegistryMirror;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The schema registry's part in a start: it begins first, and is waited for last. */
final class RegistryPart {
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(1);

  private final Optional<RegistryMirror> mirror;
  private final Future<Void> started;

  private RegistryPart(Optional<RegistryMirror> mirror) {
    this.mirror = mirror;
    this.started = mirror.map(RegistryMirror::started).orElse(Future.succeededFuture());
  }

  /** Begins to register the schemas if a registry is configured. */
  static RegistryPart begin(
      Vertx vertx, GatewayConfig config, Contexts contexts, Shutdown shutdown) {
    return new RegistryPart(
        config
            .registry()
            .map(
                settings ->
                    shutdown.start(
                        "schemas",
                        () -> RegistryMirror.begin(vertx, settings, SchemaCatalog.load(contexts)),
                        STOPS_WITHIN,
                        begun -> begun.close().await())));
  }

  /** Waits for the registry, but not for long; throws {@link StartException} if it refuses. */
  void await(Shutdown shutdown) {
    shutdown.start("schemas", () -> shutdown.await(started), STOPS_WITHIN, nothing -> {});
  }

  /** Adds the check of readiness. */
  void addCheck(Map<String, Supplier<Future<Void>>> checks) {
    mirror.ifPresent(registry -> checks.put("registry", () -> check(registry)));
  }

  /** The registry's state in one word; null where none is configured. */
  @Nullable String word() {
    return mirror
        .map(
            registry -> registry.status().up() ? "up" : registry.isRequired() ? "down" : "degraded")
        .orElse(null);
  }

  private static Future<Void> check(RegistryMirror registry) {
    var status = registry.status();
    if (status.up()) {
      return Future.succeededFuture();
    }
    return registry.isRequired()
        ? Future.failedFuture(status.detail())
        : Future.failedFuture(new DegradedException(String.valueOf(status.detail())));
  }
}
