package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A tenant far beyond its quota beside one that has none: rounds with and without its requests, in
 * turn, in one run.
 */
@ExtendWith(SecuredGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoisyTenantIT {
  private static final int ROUNDS = 2;
  private static final int REQUESTS = 250;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private static final int QUOTA = 20;
  private static final int CALLERS = 4;

  /** Between two requests of a noisy caller: 400 requests a second of all, 20 times the quota. */
  private static final long NOISE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** What a busy machine may add; the noise would add more where it waited in one queue. */
  private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Secured secured;
  private final Client client;
  private String quiet;
  private String noisy;

  NoisyTenantIT(Secured secured) {
    this.secured = secured;
    this.client = secured.client();
  }

  @BeforeAll
  void makeTenants() {
    secured.tenant("quiet");
    secured.tenant("noisy");
    quiet = secured.key("quiet", "service", new JsonObject());
    noisy = secured.key("noisy", "service", new JsonObject());
    var quotas = new JsonObject().put("quotas", new JsonObject().put("requestsPerSecond", QUOTA));
    client
        .send(
            "PUT",
            "/v1/tenants/noisy",
            quotas.encode().getBytes(UTF_8),
            "application/json",
            bearer(secured.bootstrapKey()))
        .join()
        .expect(200);
  }

  @Test
  void shouldNotSlowDownATenantForAnotherBeyondItsQuota() {
    List<Long> alone = new ArrayList<>();
    List<Long> beside = new ArrayList<>();
    Map<Integer, AtomicInteger> noise = new ConcurrentHashMap<>();
    round();
    for (int i = 0; i < ROUNDS; i++) {
      alone.addAll(round());
      beside.addAll(roundBeside(noise));
    }

    long p99Alone = p99(alone);
    long p99Beside = p99(beside);
    System.out.printf(
        "a quiet tenant's p99: %.1f ms alone, %.1f ms beside a noisy one, whose answers were %s%n",
        p99Alone / 1e6, p99Beside / 1e6, noise);
    assertThat(p99Beside).isLessThan(2 * p99Alone + SLACK_NANOS);
    assertThat(noise.keySet()).containsExactlyInAnyOrder(200, 429);
    assertThat(noise.get(429).get()).isGreaterThan(noise.get(200).get());
  }

  /** How long each of the quiet tenant's requests took; none is refused. */
  private List<Long> round() {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      long start = System.nanoTime();
      client.get("/v1/shipments?limit=5", bearer(quiet)).expect(200);
      nanos.add(System.nanoTime() - start);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return nanos;
  }

  private List<Long> roundBeside(Map<Integer, AtomicInteger> answers) {
    var over = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(CompletableFuture.runAsync(() -> call(answers, over), threads));
      }
      try {
        return round();
      } finally {
        over.set(true);
        callers.forEach(CompletableFuture::join);
      }
    }
  }

  private void call(Map<Integer, AtomicInteger> answers, AtomicBoolean over) {
    while (!over.get()) {
      int status = client.get("/v1/shipments?limit=5", bearer(noisy)).status();
      answers.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
      LockSupport.parkNanos(NOISE_PAUSE_NANOS);
    }
  }

  private static long p99(List<Long> nanos) {
    return nanos.stream().sorted().skip(nanos.size() * 99L / 100).findFirst().orElseThrow();
  }
}
