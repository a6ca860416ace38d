package io.quayside.common.identity;

import io.quayside.common.json.Crockford;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The fingerprint of a command's payload: 80 bits of a SHA-256 of its name and canonical JSON. */
public final class Fingerprint {
  private static final int CHARACTERS = 16;

  private Fingerprint() {}

  /**
   * Equal for equal commands. {@code json} is the typed command, written in one fixed order of
   * members with one spelling of each value.
   */
  public static String of(String name, byte[] json) {
    MessageDigest digest = sha256();
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    // No name holds a zero byte, so name and JSON cannot run into each other.
    digest.update((byte) 0);
    return Crockford.encode(digest.digest(json), CHARACTERS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
