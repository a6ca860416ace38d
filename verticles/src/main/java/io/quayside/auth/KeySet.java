package io.quayside.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import io.quayside.common.json.Json;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys with which an issuer's tokens may be signed (RFC 7517). Immutable. */
final class KeySet {
  private static final int MAX_KEYS = 100;

  private final List<VerificationKey> keys;
  private final Set<String> identities = new HashSet<>();

  /** What a token's {@code kid} and {@code alg} lead to. */
  sealed interface Search {
    /** The key that must have made the signature. */
    record Found(VerificationKey key) implements Search {}

    /** No key has this id; the issuer may have a new one. */
    record UnknownId() implements Search {}

    /** The key that is meant is for another algorithm, or there is no telling which it is. */
    record Unsuitable() implements Search {}
  }

  private KeySet(List<VerificationKey> keys) {
    this.keys = keys;
    keys.forEach(key -> identities.add(key.identity()));
  }

  /**
   * The usable keys of a document; others are left out. Throws {@link
   * io.quayside.common.problem.ProblemException} for a text that is not a JSON object.
   */
  static KeySet parse(byte[] json) {
    List<VerificationKey> keys = new ArrayList<>();
    if (Json.parseObject(json).get("keys") instanceof List<?> list) {
      for (Object item : list) {
        VerificationKey key = item instanceof Map<?, ?> members ? key(members) : null;
        if (key != null && keys.size() < MAX_KEYS) {
          keys.add(key);
        }
      }
    }
    return new KeySet(keys);
  }

  private static @Nullable VerificationKey key(Map<?, ?> members) {
    @SuppressWarnings("unchecked") // the reader yields no other maps
    Map<String, Object> key = (Map<String, Object>) members;
    try {
      return VerificationKey.of(JWK.parse(key));
    } catch (ParseException | JOSEException | GeneralSecurityException unusable) {
      return null;
    } catch (IllegalArgumentException | IllegalStateException unusable) {
      // Nimbus throws them too, for members that contradict each other.
      return null;
    }
  }

  /** Finds the key by its id. A token or a key without an id means the only key there is. */
  Search find(@Nullable String keyId, String algorithm) {
    boolean idIsKnown = false;
    for (VerificationKey key : keys) {
      boolean meant =
          (keyId != null && key.keyId() != null) ? keyId.equals(key.keyId()) : keys.size() == 1;
      if (meant && key.algorithm().equals(algorithm)) {
        return new Search.Found(key);
      }
      idIsKnown |= meant;
    }
    return keyId == null || idIsKnown ? new Search.Unsuitable() : new Search.UnknownId();
  }

  int size() {
    return keys.size();
  }

  /** Whether both have the same keys. */
  boolean isSame(KeySet other) {
    return identities.equals(other.identities);
  }
}
