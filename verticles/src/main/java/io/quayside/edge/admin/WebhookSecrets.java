package io.quayside.edge.admin;

import io.quayside.admin.Secret;
import io.quayside.admin.Webhook;
import io.quayside.admin.Webhook.Former;
import io.quayside.admin.Webhook.Secrets;
import io.quayside.edge.admin.WebhookFields.Wanted;
import io.quayside.notify.webhook.Target;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The secrets of webhooks that are made and changed. */
final class WebhookSecrets {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private WebhookSecrets() {}

  static byte[] random() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return random;
  }

  /** A secret as its receiver gets it. */
  static String text(byte[] secret) {
    return "whsec_" + Base64.getEncoder().encodeToString(secret);
  }

  /** Those of a webhook that is made. */
  static Secrets of(byte[] secret, Wanted wanted) {
    return new Secrets(Secret.of(secret), null, headers(wanted), wanted.headerNames());
  }

  /** Headers that are not given are kept while the requests go to the same place. */
  static Secrets changed(Webhook webhook, Wanted wanted, boolean insecure) {
    Secrets before = webhook.secrets();
    if (wanted.headers() != null) {
      return new Secrets(before.secret(), before.former(), headers(wanted), wanted.headerNames());
    }
    Target from = Target.parse(webhook.settings().url(), insecure);
    Target to = Target.parse(wanted.settings().url(), insecure);
    return from != null && to != null && from.isSameOrigin(to)
        ? before
        : new Secrets(before.secret(), before.former(), null, List.of());
  }

  private static @Nullable Secret headers(Wanted wanted) {
    return wanted.headers() == null || wanted.headerNames().isEmpty()
        ? null
        : Secret.of(wanted.headers());
  }

  /** A secret that cannot be read is not kept as the former one. */
  static Secrets rotated(Secrets before, byte[] secret, int overlapSeconds, Instant now) {
    boolean keepsFormer = overlapSeconds > 0 && before.secret().opened() != null;
    return new Secrets(
        Secret.of(secret),
        keepsFormer ? new Former(before.secret(), now.plusSeconds(overlapSeconds)) : null,
        before.headers(),
        before.headerNames());
  }
}
