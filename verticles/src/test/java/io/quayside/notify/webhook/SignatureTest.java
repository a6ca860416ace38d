package io.quayside.notify.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.Secret;
import io.quayside.admin.Webhook.Former;
import io.quayside.admin.Webhook.Secrets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which secrets an attempt is signed with. */
class SignatureTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30.500Z");
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static final Secret NEWEST = Secret.of("newest".getBytes(UTF_8));
  private static final Secret FORMER = Secret.of("former".getBytes(UTF_8));

  private static String signed(Secrets secrets, Instant at) {
    return Signature.of(secrets, "01JQ8ZK3V5T7Y9B1D3F5H7K9MN/2", at, BODY);
  }

  private static Secrets secrets(Secret newest, Former former) {
    return new Secrets(newest, former, null, List.of());
  }

  @Test
  void shouldSignWithTheFormerSecretUntilItsTimeIsOver() {
    var newest = signed(secrets(NEWEST, null), NOW);
    var former = signed(secrets(FORMER, null), NOW);
    var both = secrets(NEWEST, new Former(FORMER, NOW.plusMillis(1)));

    assertThat(signed(both, NOW)).isEqualTo(newest + ' ' + former);
    assertThat(signed(both, NOW.plusMillis(1))).isEqualTo(newest);
  }

  @Test
  void shouldPassOverAFormerSecretThatCannotBeRead() {
    var unreadable = new Former(new Secret(null, null), NOW.plusSeconds(1));

    assertThat(signed(secrets(NEWEST, unreadable), NOW))
        .isEqualTo(signed(secrets(NEWEST, null), NOW));
  }
}
