package io.quayside.auth;

import io.quayside.common.json.Crockford;
import io.quayside.domain.tracking.PositionUpdate;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A device token in its parts: {@code qd_<groupId>.<epoch>.<b64url deviceId>.<b64url mac>}. Whoever
 * has the secret of a group's epoch can make one.
 */
public record DeviceToken(String groupId, int epoch, String deviceId, byte[] mac) {
  static final String PREFIX = "qd_";

  private static final int GROUP_ID_LENGTH = 8;
  private static final int MAX_EPOCH_DIGITS = 9;
  private static final int MAC_BYTES = 16;

  /** A device id has at most 4 bytes per character, and base 64 4 characters per 3 bytes. */
  private static final int MAX_LENGTH = 64 + PositionUpdate.MAX_DEVICE_ID * 4 * 4 / 3;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** The token's parts, or null if it is not of the form. */
  static @Nullable DeviceToken parse(String token) {
    if (token.length() > MAX_LENGTH || !token.startsWith(PREFIX)) {
      return null;
    }
    String[] parts = token.substring(PREFIX.length()).split("\\.", -1);
    if (parts.length != 4 || !Crockford.isValid(parts[0], GROUP_ID_LENGTH) || !isNumber(parts[1])) {
      return null;
    }
    byte[] device = decode(parts[2]);
    byte[] mac = decode(parts[3]);
    if (device == null || mac == null || mac.length != MAC_BYTES) {
      return null;
    }
    String deviceId = deviceId(device);
    return deviceId == null
        ? null
        : new DeviceToken(parts[0], Integer.parseInt(parts[1]), deviceId, mac);
  }

  /** A token for a device of a group, made with the secret of one of its epochs. */
  public static String make(
      String tenant, String groupId, int epoch, byte[] secret, String deviceId) {
    return PREFIX
        + groupId
        + '.'
        + epoch
        + '.'
        + BASE64.encodeToString(deviceId.getBytes(StandardCharsets.UTF_8))
        + '.'
        + BASE64.encodeToString(mac(tenant, groupId, epoch, secret, deviceId));
  }

  /** The first 16 bytes of an HMAC-SHA256 over all that the token says, and its tenant. */
  static byte[] mac(String tenant, String groupId, int epoch, byte[] secret, String deviceId) {
    String text = "qd1\n" + tenant + '\n' + groupId + '\n' + epoch + '\n' + deviceId;
    try {
      Mac hmac = Mac.getInstance("HmacSHA256");
      hmac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return Arrays.copyOf(hmac.doFinal(text.getBytes(StandardCharsets.UTF_8)), MAC_BYTES);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has HmacSHA256", impossible);
    }
  }

  /** Whole numbers from 1, without leading zeros. */
  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_EPOCH_DIGITS
        && text.charAt(0) != '0'
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Null unless the text is the one form of its bytes, without padding. */
  private static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return BASE64.encodeToString(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private static @Nullable String deviceId(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      int length = text.codePointCount(0, text.length());
      boolean valid =
          length >= 1 && length <= PositionUpdate.MAX_DEVICE_ID && text.indexOf('\0') < 0;
      return valid ? text : null;
    } catch (CharacterCodingException malformed) {
      return null;
    }
  }
}
