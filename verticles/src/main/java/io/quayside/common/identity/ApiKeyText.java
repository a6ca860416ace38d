package io.quayside.common.identity;

import io.quayside.common.json.Crockford;
import java.security.SecureRandom;

/**
 * The text of an API key: {@code qk_<keyId>_<secret>}, with 8 and 32 characters of Crockford base
 * 32. The secret has 160 random bits.
 */
public final class ApiKeyText {
  public static final String PREFIX = "qk_";

  private static final int ID_LENGTH = 8;
  private static final int SECRET_LENGTH = 32;
  private static final int ID_END = PREFIX.length() + ID_LENGTH;
  private static final int LENGTH = ID_END + 1 + SECRET_LENGTH;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ApiKeyText() {}

  /** A new key with a random id and secret. */
  public static String random() {
    return PREFIX + randomId() + '_' + randomCharacters(SECRET_LENGTH);
  }

  /** A new key with that id. */
  public static String random(String keyId) {
    return PREFIX + keyId + '_' + randomCharacters(SECRET_LENGTH);
  }

  /** A random id of 8 characters, for keys and other administration objects. */
  public static String randomId() {
    return randomCharacters(ID_LENGTH);
  }

  public static boolean isValid(String text) {
    return text.length() == LENGTH
        && text.startsWith(PREFIX)
        && text.charAt(ID_END) == '_'
        && Crockford.isValid(text.substring(PREFIX.length(), ID_END), ID_LENGTH)
        && Crockford.isValid(text.substring(ID_END + 1), SECRET_LENGTH);
  }

  /** The id within a valid text. */
  public static String keyId(String text) {
    return text.substring(PREFIX.length(), ID_END);
  }

  private static String randomCharacters(int count) {
    byte[] bytes = new byte[(count * 5 + 7) / 8];
    RANDOM.nextBytes(bytes);
    return Crockford.encode(bytes, count);
  }
}
