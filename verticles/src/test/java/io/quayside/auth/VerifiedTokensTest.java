package io.quayside.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import io.quayside.auth.VerifiedTokens.Hash;
import io.quayside.common.scheduling.ManualScheduler;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
  private static final RSAKey KEY = TestIssuer.rsa("k1");

  private final ManualClock clock = new ManualClock();
  private final VerifiedTokens tokens = new VerifiedTokens(clock);
  private final ManualScheduler scheduler = new ManualScheduler();
  private final KeySource source =
      new KeySource("sso", scheduler, () -> Future.succeededFuture(TestIssuer.keySet(KEY)));

  @BeforeEach
  void start() {
    source.start();
    scheduler.run();
  }

  private void keep(String token, long seconds) {
    tokens.keep(
        Hash.of(token),
        source,
        source.current(),
        Grant.ANONYMOUS,
        clock.millis() + 1_000 * seconds);
  }

  private Grant find(String token) {
    return tokens.find(Hash.of(token));
  }

  @Test
  void shouldKeepATokenUntilItExpires() {
    keep("a", 60);
    assertThat(find("a")).isSameAs(Grant.ANONYMOUS);
    assertThat(find("b")).isNull();
    clock.advance(Duration.ofSeconds(60));
    assertThat(find("a")).isNull();
    assertThat(tokens.size()).isZero();
    keep("a", 0);
    assertThat(tokens.size()).isZero();
  }

  @Test
  void shouldKeepATokenForTenMinutesAtMost() {
    keep("a", 3_600);
    clock.advance(Duration.ofSeconds(599));
    assertThat(find("a")).isNotNull();
    clock.advance(Duration.ofSeconds(1));
    assertThat(find("a")).isNull();
  }

  @Test
  void shouldDropTheOldestBeyondItsCapacity() {
    for (int i = 0; i <= VerifiedTokens.CAPACITY; i++) {
      keep("token " + i, 60);
    }
    assertThat(tokens.size()).isEqualTo(VerifiedTokens.CAPACITY);
    assertThat(find("token 0")).isNull();
    assertThat(find("token 1")).isNotNull();
    // A token that was kept again is not dropped for its former entry.
    keep("token 1", 120);
    keep("one more", 60);
    assertThat(find("token 1")).isNotNull();
  }
}
