package io.quayside.notify.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.admin.Webhook.Former;
import io.quayside.admin.Webhook.Secrets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures by the specification Standard Webhooks: HMAC-SHA256 of id, time and body. */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /** The value of {@code webhook-signature}: by the newest secret, then by a former good one. */
  static String of(Secrets secrets, String id, Instant at, byte[] body) {
    byte[] head = (id + '.' + at.getEpochSecond() + '.').getBytes(UTF_8);
    String newest = sign(Objects.requireNonNull(secrets.secret().opened()), head, body);
    Former former = secrets.former();
    byte[] older = former != null && at.isBefore(former.until()) ? former.secret().opened() : null;
    return older == null ? newest : newest + ' ' + sign(older, head, body);
  }

  private static String sign(byte[] secret, byte[] head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update(head);
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
