package io.quayside.auth;

import io.quayside.admin.Administration;
import io.quayside.admin.DeviceGroup;
import io.quayside.admin.DeviceGroup.Epoch;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges device tokens, with one HMAC each. Nothing is kept per device: a connection remembers its
 * own grant ({@link ConnectionCredential}), which holds while its group does.
 */
final class DeviceTokens {
  private final Grants grants;

  DeviceTokens(Grants grants) {
    this.grants = grants;
  }

  Future<Grant> authenticate(String text, @Nullable String tenant) {
    DeviceToken token = DeviceToken.parse(text);
    Administration administration = grants.administration();
    long changes = administration.changes();
    DeviceGroup group = token == null ? null : administration.group(token.groupId());
    byte[] secret = token == null ? null : secret(group, token);
    if (token == null || group == null || secret == null || !isMadeWith(secret, group, token)) {
      return Refusal.UNAUTHENTICATED.answer();
    }
    String carrier = group.carrier();
    Principal principal =
        new Principal(
            group.tenant(),
            Role.DEVICE,
            "device/" + token.groupId() + '/' + token.deviceId(),
            null,
            carrier == null ? Set.of() : Set.of(carrier),
            false,
            token.deviceId());
    return grants.ofTenant(
        principal,
        tenant,
        null,
        0,
        changes,
        () -> {
          DeviceGroup current = administration.group(token.groupId());
          return current != null
              && current.tenant().equals(group.tenant())
              && Objects.equals(current.carrier(), carrier)
              && Arrays.equals(secret(current, token), secret);
        });
  }

  /** The secret that the token must be made with; null if no token of it is good. */
  private static byte @Nullable [] secret(@Nullable DeviceGroup group, DeviceToken token) {
    if (group == null || group.denied().contains(token.deviceId())) {
      return null;
    }
    for (Epoch epoch : group.epochs()) {
      if (epoch.number() == token.epoch()) {
        return epoch.secret();
      }
    }
    return null;
  }

  private static boolean isMadeWith(byte[] secret, DeviceGroup group, DeviceToken token) {
    byte[] expected =
        DeviceToken.mac(group.tenant(), group.groupId(), token.epoch(), secret, token.deviceId());
    return MessageDigest.isEqual(expected, token.mac());
  }
}
