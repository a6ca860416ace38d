package io.quayside.auth;

import io.quayside.common.identity.Principal;
import io.quayside.common.scheduling.OnContext;
import io.quayside.common.scheduling.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges JWTs. A token seen before costs one look-up; a new one is parsed on the event loop and its
 * signature is verified by worker threads, for that takes 0.05 to 1 ms.
 */
final class JsonWebTokens {
  private static final int MAX_WAITING = 1_024;

  private final Grants grants;
  private final List<Issuer> issuers;
  private final VerifiedTokens verified;
  private final WorkerExecutor workers;
  private final AtomicInteger waiting = new AtomicInteger();

  private record Issuer(IssuerSettings settings, KeySource keys) {}

  /** A token whose claims are good, and the keys it may be signed with. */
  private record Candidate(
      VerifiedTokens.Hash hash,
      SignedToken token,
      KeySource source,
      TokenClaims.Accepted claims,
      @Nullable String tenant) {}

  JsonWebTokens(
      Vertx vertx,
      Scheduler scheduler,
      Grants grants,
      List<IssuerSettings> issuers,
      Function<IssuerSettings, Future<KeySet>> fetcher) {
    this.grants = grants;
    this.verified = new VerifiedTokens(grants.clock());
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.workers = vertx.createSharedWorkerExecutor("quayside-jwt", threads);
    this.issuers =
        issuers.stream()
            .map(
                settings ->
                    new Issuer(
                        settings,
                        new KeySource(settings.name(), scheduler, () -> fetcher.apply(settings))))
            .toList();
  }

  /** Fetches the key sets from now on. */
  void start() {
    issuers.forEach(issuer -> issuer.keys.start());
  }

  Future<Grant> authenticate(String text, @Nullable String tenant) {
    if (text.length() > SignedToken.MAX_LENGTH) {
      return Refusal.UNAUTHENTICATED.answer();
    }
    VerifiedTokens.Hash hash = VerifiedTokens.Hash.of(text);
    Grant known = verified.find(hash);
    if (known != null) {
      return Grants.judged(tenant, known);
    }
    SignedToken token = SignedToken.parse(text);
    Issuer issuer = token == null ? null : issuer(token);
    if (token == null || issuer == null) {
      return Refusal.UNAUTHENTICATED.answer();
    }
    long now = grants.clock().millis();
    TokenClaims.Accepted claims = TokenClaims.judge(issuer.settings, token.claims(), now);
    if (claims == null || !grants.isActive(claims.principal().tenant())) {
      return Refusal.UNAUTHENTICATED.answer();
    }
    return withKeys(new Candidate(hash, token, issuer.keys, claims, tenant));
  }

  private @Nullable Issuer issuer(SignedToken token) {
    for (Issuer issuer : issuers) {
      if (TokenClaims.isMeantFor(issuer.settings, token.claims())) {
        return issuer;
      }
    }
    return null;
  }

  /** Verifies with the keys at hand, or else with those that are fetched now. */
  private Future<Grant> withKeys(Candidate candidate) {
    KeySource source = candidate.source;
    KeySet keys = source.current();
    SignedToken token = candidate.token;
    if (keys != null
        && !(keys.find(token.keyId(), token.algorithm()) instanceof KeySet.Search.UnknownId)) {
      return verify(candidate, keys);
    }
    Future<Void> fetch = source.refresh();
    if (fetch == null) {
      return keys == null ? Refusal.NO_KEY_SET.answer() : Refusal.UNAUTHENTICATED.answer();
    }
    return OnContext.here(fetch)
        .compose(
            ended -> {
              KeySet fetched = source.current();
              return fetched == null ? Refusal.NO_KEY_SET.answer() : verify(candidate, fetched);
            });
  }

  private Future<Grant> verify(Candidate candidate, KeySet keys) {
    SignedToken token = candidate.token;
    return switch (keys.find(token.keyId(), token.algorithm())) {
      case KeySet.Search.Found(VerificationKey key) -> verify(candidate, keys, key);
      case KeySet.Search.UnknownId unknown -> Refusal.UNAUTHENTICATED.answer();
      case KeySet.Search.Unsuitable unsuitable -> Refusal.UNAUTHENTICATED.answer();
    };
  }

  private Future<Grant> verify(Candidate candidate, KeySet keys, VerificationKey key) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return Refusal.TOO_MANY_TOKENS.answer();
    }
    SignedToken token = candidate.token;
    return workers
        .executeBlocking(() -> key.verify(token.signed(), token.signature()), false)
        .onComplete((good, failure) -> waiting.decrementAndGet())
        .compose(good -> good ? granted(candidate, keys) : Refusal.UNAUTHENTICATED.answer());
  }

  private Future<Grant> granted(Candidate candidate, KeySet keys) {
    TokenClaims.Accepted claims = candidate.claims;
    Principal principal = claims.principal();
    long expires = claims.expiresAt().toEpochMilli();
    if (grants.clock().millis() >= expires + TokenClaims.LEEWAY_MILLIS) {
      return Refusal.EXPIRED.answer();
    }
    long changes = grants.administration().changes();
    return grants
        .ofTenant(
            principal, null, claims.expiresAt(), TokenClaims.LEEWAY_MILLIS, changes, () -> true)
        .compose(
            grant -> {
              verified.keep(candidate.hash, candidate.source, keys, grant, expires);
              return Grants.judged(candidate.tenant, grant);
            });
  }
}
