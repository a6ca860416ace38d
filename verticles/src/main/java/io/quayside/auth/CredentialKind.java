package io.quayside.auth;

import io.quayside.common.identity.ApiKeyText;
import org.jspecify.annotations.Nullable;

/** The kinds of credentials, told apart by how they begin. */
enum CredentialKind {
  NONE,
  KEY,
  DEVICE,
  JWT;

  static CredentialKind of(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return NONE;
    }
    if (token.startsWith(ApiKeyText.PREFIX)) {
      return KEY;
    }
    return token.startsWith(DeviceToken.PREFIX) ? DEVICE : JWT;
  }

  /** The value of the tag {@code kind}. */
  String tag() {
    return switch (this) {
      case NONE -> "none";
      case KEY -> "key";
      case DEVICE -> "device";
      case JWT -> "jwt";
    };
  }
}
