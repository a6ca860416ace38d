package io.quayside.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.admin.ApiKey;
import io.quayside.common.identity.ApiKeyText;
import io.quayside.common.identity.Role;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.ManualScheduler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An authenticator of mode required over an administration, a clock and time that a test sets. */
final class AuthFixture implements AutoCloseable {
  static final String BOOTSTRAP = ApiKeyText.random();
  static final String GENERIC = "The credentials are missing or not valid";

  final Vertx vertx = Vertx.vertx();
  final InMemoryAdministration administration = new InMemoryAdministration();
  final ManualClock clock = new ManualClock();
  final ManualScheduler scheduler = new ManualScheduler();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final RequiredAuthenticator authenticator;

  AuthFixture() {
    this(List.of(), issuer -> Future.failedFuture("no issuer"));
  }

  AuthFixture(List<IssuerSettings> issuers, Function<IssuerSettings, Future<KeySet>> fetcher) {
    AuthSettings settings = new AuthSettings(true, issuers, BootstrapKey.parse(BOOTSTRAP));
    authenticator =
        new RequiredAuthenticator(
            vertx, settings, administration, new Metrics(meters), clock, scheduler, fetcher);
  }

  Future<Grant> authenticate(@Nullable String token, @Nullable String tenant) {
    return authenticator.authenticate(token, tenant);
  }

  Grant granted(@Nullable String token) {
    return granted(token, null);
  }

  Grant granted(@Nullable String token, @Nullable String tenant) {
    Future<Grant> future = authenticate(token, tenant);
    try {
      return future.await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  Problem refused(@Nullable String token) {
    return refused(token, null);
  }

  Problem refused(@Nullable String token, @Nullable String tenant) {
    try {
      Grant grant = granted(token, tenant);
      throw new AssertionError("was granted " + grant.principal());
    } catch (ProblemException refused) {
      return refused.problem();
    }
  }

  /** The one answer to whatever is wrong with credentials. */
  void assertUnauthenticated(@Nullable String token) {
    Problem problem = refused(token);
    assertThat(problem.code().code()).isEqualTo("unauthenticated");
    assertThat(problem.detail()).isEqualTo(GENERIC);
    assertThat(problem.errors()).isEmpty();
  }

  /** A key of a tenant, and its text. */
  record Made(ApiKey key, String text) {}

  Made key(String tenant, Role role, boolean allTenants, @Nullable Instant expiresAt) {
    String text = ApiKeyText.random();
    ApiKey key =
        new ApiKey(
            ApiKeyText.keyId(text),
            1,
            tenant,
            "erp",
            role,
            role == Role.SHIPPER ? Set.of("Hansa Tea") : null,
            role == Role.CARRIER ? Set.of("MAEU") : Set.of(),
            allTenants,
            Instant.EPOCH,
            expiresAt,
            HexFormat.of().formatHex(Sha256.of(text)));
    administration.put(key);
    return new Made(key, text);
  }

  double count(String kind, String outcome) {
    return Optional.ofNullable(
            meters.find("quayside.auth").tags("kind", kind, "outcome", outcome).counter())
        .map(counter -> counter.count())
        .orElse(0.0);
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
