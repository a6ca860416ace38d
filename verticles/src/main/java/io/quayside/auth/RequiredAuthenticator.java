package io.quayside.auth;

import io.quayside.admin.Administration;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.VertxScheduler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The authenticator where every request needs credentials ({@code auth.mode: required}): API keys,
 * device tokens and JWTs, told apart by how they begin.
 */
public final class RequiredAuthenticator implements Authenticator {
  private final Administration administration;
  private final Metrics metrics;
  private final ApiKeys keys;
  private final DeviceTokens devices;
  private final JsonWebTokens jwts;

  public RequiredAuthenticator(
      Vertx vertx, AuthSettings settings, Administration administration, Metrics metrics) {
    this(
        vertx,
        settings,
        administration,
        metrics,
        InstantSource.system(),
        new VertxScheduler(vertx),
        new KeyFetcher(vertx, KeyFetcher.client(vertx))::fetch);
  }

  RequiredAuthenticator(
      Vertx vertx,
      AuthSettings settings,
      Administration administration,
      Metrics metrics,
      InstantSource clock,
      Scheduler scheduler,
      Function<IssuerSettings, Future<KeySet>> fetcher) {
    this.administration = administration;
    this.metrics = metrics;
    TenantQuotas quotas = new TenantQuotas(administration, metrics, scheduler::nanoTime);
    Grants grants = new Grants(administration, quotas, clock);
    this.keys = new ApiKeys(grants, settings.bootstrapKey());
    this.devices = new DeviceTokens(grants);
    this.jwts = new JsonWebTokens(vertx, scheduler, grants, settings.issuers(), fetcher);
  }

  /** Begins to fetch the key sets of issuers; they are fetched until Vert.x ends. */
  public void start() {
    jwts.start();
  }

  @Override
  public boolean isRequired() {
    return true;
  }

  @Override
  public boolean isAvailable() {
    return administration.isFresh();
  }

  @Override
  public Future<Grant> authenticate(@Nullable String token, @Nullable String tenant) {
    CredentialKind kind = CredentialKind.of(token);
    Future<Grant> judged = judge(kind, token, tenant);
    if (judged.succeeded()) {
      metrics.credential(kind.tag(), "granted");
    } else {
      judged.onComplete(
          granted -> metrics.credential(kind.tag(), "granted"),
          refused -> metrics.credential(kind.tag(), Faults.toProblem(refused).code().code()));
    }
    return judged;
  }

  private Future<Grant> judge(
      CredentialKind kind, @Nullable String token, @Nullable String tenant) {
    if (!administration.isFresh()) {
      return Refusal.STALE.answer();
    }
    if (token == null) {
      return Refusal.UNAUTHENTICATED.answer();
    }
    return switch (kind) {
      case KEY -> keys.authenticate(token, tenant);
      case DEVICE -> devices.authenticate(token, tenant);
      case JWT -> jwts.authenticate(token, tenant);
      case NONE -> Refusal.UNAUTHENTICATED.answer();
    };
  }
}
