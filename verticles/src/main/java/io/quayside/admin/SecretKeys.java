package io.quayside.admin;

import io.quayside.admin.Secret.Sealed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a key file, which seal the secrets in records: AES-256-GCM with the record's key as
 * associated data, so that a sealed secret opens in its own object only. The first key seals, all
 * open. May be used from every thread.
 */
public final class SecretKeys {
  /** No key file: nothing can be sealed or opened. */
  public static final SecretKeys NONE = new SecretKeys(List.of());

  private static final int MAX_KEYS = 8;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KID_DIGITS = 8;
  private static final Pattern LINE = Pattern.compile("[0-9A-Fa-f]{64}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<Key> keys;

  private record Key(String kid, SecretKeySpec spec) {}

  private SecretKeys(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * The keys of a file's text: 1 to 8 lines of 64 hexadecimal digits. Throws {@link
   * IllegalArgumentException} for another text, none of which is in the message.
   */
  public static SecretKeys parse(String text) {
    List<String> lines = text.stripTrailing().lines().toList();
    if (lines.isEmpty() || lines.size() > MAX_KEYS) {
      throw new IllegalArgumentException("has %d lines, not 1 to 8".formatted(lines.size()));
    }
    List<Key> keys = new ArrayList<>();
    for (String line : lines) {
      if (!LINE.matcher(line).matches()) {
        throw new IllegalArgumentException(
            "has no 64 hexadecimal digits in line " + (keys.size() + 1));
      }
      byte[] bytes = HexFormat.of().parseHex(line);
      keys.add(new Key(kid(bytes), new SecretKeySpec(bytes, "AES")));
    }
    return new SecretKeys(keys);
  }

  /** A line of a key file with a new key. */
  public static String newLine() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  /** Whether there is no key. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The ids of the keys in the file's order: the first seals. */
  public List<String> kids() {
    return keys.stream().map(Key::kid).toList();
  }

  /**
   * A secret's form in a record. Sealed anew unless the first key has sealed it already; one that
   * cannot be opened stays as it is.
   *
   * @param subject the record's key
   */
  Sealed seal(String subject, Secret secret) {
    Sealed sealed = secret.sealed();
    byte[] opened = secret.opened();
    if (opened == null || (sealed != null && !sealsAnew(secret))) {
      if (sealed == null) {
        throw new IllegalArgumentException("there is nothing to seal");
      }
      return sealed;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    Key first = keys.getFirst();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, first, nonce, subject);
      return new Sealed(first.kid(), nonce, cipher.doFinal(opened));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM seals every text", impossible);
    }
  }

  /** Whether a secret can be opened and is not sealed by the first key. */
  boolean sealsAnew(Secret secret) {
    Sealed sealed = secret.sealed();
    return secret.opened() != null
        && (sealed == null || !sealed.kid().equals(keys.getFirst().kid()));
  }

  /** A secret of a record; unreadable if no key opens it. */
  Secret open(String subject, Sealed sealed) {
    for (Key key : keys) {
      byte[] opened = key.kid().equals(sealed.kid()) ? open(subject, sealed, key) : null;
      if (opened != null) {
        return new Secret(opened, sealed);
      }
    }
    return new Secret(null, sealed);
  }

  private static byte @Nullable [] open(String subject, Sealed sealed, Key key) {
    try {
      return cipher(Cipher.DECRYPT_MODE, key, sealed.nonce(), subject).doFinal(sealed.box());
    } catch (AEADBadTagException wrongKeyOrObject) {
      return null;
    } catch (GeneralSecurityException malformed) {
      throw new IllegalArgumentException("a sealed secret is malformed", malformed);
    }
  }

  private static Cipher cipher(int mode, Key key, byte[] nonce, String subject)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.spec(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(subject.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static String kid(byte[] key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
      return HexFormat.of().formatHex(hash).substring(0, KID_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
