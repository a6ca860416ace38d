package io.quayside.common.identity;

import org.jspecify.annotations.Nullable;

/** How a command is recognised when it is sent again. */
public sealed interface CommandIdentity {
  /** By an Idempotency-Key: 1 to 128 visible ASCII characters, scoped to caller and shipment. */
  record Key(String key) implements CommandIdentity {}

  /** Not at all: each request is a new command. */
  record None() implements CommandIdentity {}

  /** The identity by a key, or none where the key is null. */
  static CommandIdentity ofKey(@Nullable String key) {
    return key == null ? new None() : new Key(key);
  }
}
