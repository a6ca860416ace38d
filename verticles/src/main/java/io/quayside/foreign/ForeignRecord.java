package io.quayside.foreign;

import io.quayside.common.json.Crockford;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A record of a document.
 *
 * @param index its place in the document, from 0
 * @param eventId the id that it has in the document, or null
 * @param identity what tells it apart from every other record of its format
 * @param content its JSON, members sorted
 */
public record ForeignRecord(
    int index,
    @Nullable String eventId,
    String identity,
    byte[] content,
    Names names,
    Reading reading) {
  private static final int KEY_LENGTH = 26;

  /** The idempotency key of a command that it says. */
  String key(String format, int command) {
    String key = format + ':' + Crockford.encode(sha256(identity), KEY_LENGTH);
    return command == 0 ? key : key + '.' + (command + 1);
  }

  /** The hash of an identity. */
  static byte[] sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The SHA-256 of bytes, in hex. */
  public static String hexOf(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
