package io.quayside.auth;

import static io.quayside.auth.TestIssuer.claims;
import static io.quayside.auth.TestIssuer.header;
import static io.quayside.auth.TestIssuer.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When key sets are fetched, and what is answered meanwhile. */
class KeySourceTest {
  private static final RSAKey OLD = TestIssuer.rsa("old");
  private static final RSAKey NEW = TestIssuer.rsa("new");

  private final List<Promise<KeySet>> fetches = new ArrayList<>();
  private final AuthFixture auth = new AuthFixture(List.of(TestIssuer.SETTINGS), issuer -> begin());

  @AfterEach
  void close() {
    auth.close();
  }

  private Future<KeySet> begin() {
    Promise<KeySet> fetch = Promise.promise();
    fetches.add(fetch);
    return fetch.future();
  }

  private void start() {
    auth.authenticator.start();
    auth.scheduler.run();
    assertThat(fetches).hasSize(1);
  }

  private void startWith(RSAKey... keys) {
    start();
    fetches.getLast().complete(TestIssuer.keySet(keys));
  }

  private String tokenOf(RSAKey key) {
    return token(key, claims(auth.clock.instant().getEpochSecond()));
  }

  private String tokenOfUnknownKey(int number) {
    return token(
        OLD, header("RS256", "unknown-" + number), claims(auth.clock.instant().getEpochSecond()));
  }

  @Test
  void shouldWaitForTheFirstFetch() {
    start();
    Future<Grant> waiting = auth.authenticate(tokenOf(OLD), null);
    assertThat(waiting.isComplete()).isFalse();
    fetches.getLast().complete(TestIssuer.keySet(OLD));
    assertThat(waiting.await().isValid()).isTrue();
    assertThat(fetches).hasSize(1);
  }

  @Test
  void shouldBeUnavailableWhileNoKeySetWasEverFetched() {
    start();
    Future<Grant> waiting = auth.authenticate(tokenOf(OLD), null);
    fetches.getLast().fail("away");
    assertThat(waiting.recover(e -> Future.succeededFuture()).await()).isNull();
    assertThat(waiting.cause()).hasMessageStartingWith("temporarily-unavailable");
    // A request tries again, once in 30 s.
    Future<Grant> second = auth.authenticate(tokenOf(OLD), null);
    auth.scheduler.run();
    assertThat(fetches).hasSize(2);
    fetches.getLast().fail("still away");
    assertThat(second.recover(e -> Future.succeededFuture()).await()).isNull();
    assertThat(auth.refused(tokenOf(OLD)).code().code()).isEqualTo("temporarily-unavailable");
    assertThat(fetches).hasSize(2);
    // And without a request it is fetched as soon as the issuer is back.
    auth.scheduler.advance(60_000);
    assertThat(fetches).hasSize(3);
    fetches.getLast().complete(TestIssuer.keySet(OLD));
    assertThat(auth.granted(tokenOf(OLD)).isValid()).isTrue();
  }

  @Test
  void shouldFetchOnceForAFloodOfUnknownKeys() {
    startWith(OLD);
    List<Future<Grant>> flood =
        IntStream.range(0, 1_000)
            .mapToObj(i -> auth.authenticate(tokenOfUnknownKey(i % 7), null))
            .toList();
    auth.scheduler.run();
    assertThat(fetches).hasSize(2);
    fetches.getLast().complete(TestIssuer.keySet(OLD));
    flood.forEach(
        one ->
            assertThat(one.transform(r -> Future.succeededFuture(r.cause())).await())
                .hasMessageStartingWith("unauthenticated"));
    for (int second = 0; second < 29; second++) {
      auth.scheduler.advance(1_000);
      auth.assertUnauthenticated(tokenOfUnknownKey(second));
    }
    assertThat(fetches).as("fetches within 30 s").hasSize(2);
    assertThat(auth.granted(tokenOf(OLD)).isValid()).as("a known key, meanwhile").isTrue();
    auth.scheduler.advance(1_000);
    var late = auth.authenticate(tokenOfUnknownKey(0), null);
    auth.scheduler.run();
    assertThat(fetches).hasSize(3);
    fetches.getLast().fail("away");
    assertThat(late.transform(r -> Future.succeededFuture(r.cause())).await())
        .hasMessageStartingWith("unauthenticated");
  }

  @Test
  void shouldLearnANewKeyFromItsFirstToken() {
    startWith(OLD);
    Future<Grant> first = auth.authenticate(tokenOf(NEW), null);
    auth.scheduler.run();
    fetches.getLast().complete(TestIssuer.keySet(OLD, NEW));
    assertThat(first.await().isValid()).isTrue();
    assertThat(auth.granted(tokenOf(OLD)).isValid()).isTrue();
  }

  @Test
  void shouldForgetVerifiedTokensWhenTheKeySetChanges() {
    startWith(OLD);
    String token = tokenOf(OLD);
    var grant = auth.granted(token);
    assertThat(auth.granted(token)).isSameAs(grant);
    auth.scheduler.advance(600_000);
    assertThat(fetches).hasSize(2);
    fetches.getLast().complete(TestIssuer.keySet(OLD));
    assertThat(auth.granted(token)).as("the same keys").isSameAs(grant);
    auth.scheduler.advance(600_000);
    assertThat(fetches).hasSize(3);
    fetches.getLast().complete(TestIssuer.keySet(NEW));
    var refused = auth.authenticate(token, null);
    auth.scheduler.run();
    assertThat(fetches).as("30 s have not passed").hasSize(3);
    assertThat(refused.cause()).hasMessageStartingWith("unauthenticated");
  }

  @Test
  void shouldKeepTheKeySetWhileTheIssuerIsAway() {
    startWith(OLD);
    for (int i = 0; i < 6; i++) {
      auth.scheduler.advance(600_000);
      fetches.getLast().fail("away");
    }
    assertThat(fetches).hasSize(7);
    assertThat(auth.granted(tokenOf(OLD)).isValid()).isTrue();
  }

  @Test
  void shouldSurviveAFetcherThatThrows() {
    try (var broken =
        new AuthFixture(
            List.of(TestIssuer.SETTINGS),
            issuer -> {
              throw new IllegalStateException("thrown");
            })) {
      broken.authenticator.start();
      broken.scheduler.run();
      var second = broken.authenticate(tokenOf(OLD), null);
      broken.scheduler.run();
      assertThat(second.transform(r -> Future.succeededFuture(r.cause())).await())
          .hasMessageStartingWith("temporarily-unavailable");
      assertThat(broken.refused(tokenOf(OLD)).code().code()).isEqualTo("temporarily-unavailable");
    }
  }
}
