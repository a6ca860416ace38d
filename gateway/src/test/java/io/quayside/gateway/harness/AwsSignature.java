package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies AWS's Signature Version 4 of requests without a query. */
record AwsSignature(String accessKeyId, String secretAccessKey) {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), SignedHeaders=([^,]+), Signature=(\\w+)");

  boolean isOf(String method, String path, Headers headers, byte[] body) {
    var given = AUTHORIZATION.matcher(String.valueOf(headers.getFirst("Authorization")));
    if (!given.matches() || !given.group(1).equals(accessKeyId)) {
      return false;
    }
    Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(headers);
    var canonical = new StringBuilder(method + '\n' + path + "\n\n");
    for (var name : given.group(3).split(";", -1)) {
      var value = String.join(",", byName.getOrDefault(name, List.of())).strip();
      canonical.append(name).append(':').append(value).append('\n');
    }
    canonical.append('\n').append(given.group(3)).append('\n').append(sha256(body));
    var scope = given.group(2);
    var text =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            headers.getFirst("X-Amz-Date"),
            scope,
            sha256(canonical.toString().getBytes(UTF_8)));
    var key = ("AWS4" + secretAccessKey).getBytes(UTF_8);
    for (var part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, text)).equals(given.group(4));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
