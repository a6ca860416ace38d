package io.quayside.auth;

import io.quayside.common.json.Json;
import io.quayside.common.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JWT in its compact form, parsed but not verified. Of its header only {@code alg}, {@code kid}
 * and {@code crit} are looked at: keys and URLs of keys that a token brings along are not.
 *
 * @param keyId null where it names no key
 * @param signed the bytes that are signed
 */
record SignedToken(
    String algorithm,
    @Nullable String keyId,
    Map<String, Object> claims,
    byte[] signed,
    byte[] signature) {
  static final int MAX_LENGTH = 8_192;

  private static final Pattern COMPACT =
      Pattern.compile("(([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+))\\.([A-Za-z0-9_-]+)");

  /** The token, or null if the text is none, or one with critical extensions. */
  static @Nullable SignedToken parse(String text) {
    Matcher parts = COMPACT.matcher(text);
    if (text.length() > MAX_LENGTH || !parts.matches()) {
      return null;
    }
    try {
      Map<String, Object> header = Json.parseObject(decode(parts.group(2)));
      Object keyId = header.get("kid");
      if (!(header.get("alg") instanceof String algorithm)
          || header.containsKey("crit")
          || !(keyId == null || keyId instanceof String)) {
        return null;
      }
      return new SignedToken(
          algorithm,
          (String) keyId,
          Json.parseObject(decode(parts.group(3))),
          parts.group(1).getBytes(StandardCharsets.US_ASCII),
          decode(parts.group(4)));
    } catch (ProblemException | IllegalArgumentException malformed) {
      return null;
    }
  }

  private static byte[] decode(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }
}
