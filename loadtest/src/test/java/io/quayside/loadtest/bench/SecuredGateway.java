package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A gateway that needs credentials, with services of its own, so that it shares no log with the one
 * beside it; and a group of devices, whose tokens are made here.
 */
final class SecuredGateway implements AutoCloseable {
  private static final Base64.Encoder BASE_64 = Base64.getUrlEncoder().withoutPadding();
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int TOKEN_BYTES = 16;
  private static final int CREATED = 201;

  private final Server server;
  private final String operatorKey;
  private final JsonNode group;

  private SecuredGateway(Server server, String operatorKey, JsonNode group) {
    this.server = server;
    this.operatorKey = operatorKey;
    this.group = group;
  }

  static SecuredGateway start(Services services, String heap) {
    var random = new SecureRandom();
    var operatorKey = operatorKey(random);
    var settings =
        Map.of(
            "QUAYSIDE_AUTH_MODE",
            "required",
            "QUAYSIDE_AUTH_BOOTSTRAP_KEY",
            operatorKey,
            "QUAYSIDE_SECRETS_KEY_FILE",
            keyFile(services.data(), random).toString());
    var server = services.gateway("gateway-secured", 0, heap, List.of(), settings);
    return new SecuredGateway(server, operatorKey, makeGroup(server, operatorKey));
  }

  /** The text of a new key. */
  static String operatorKey(SecureRandom random) {
    return "qk_" + text(random, 8) + "_" + text(random, 32);
  }

  private static String text(SecureRandom random, int characters) {
    var text = new StringBuilder();
    for (int i = 0; i < characters; i++) {
      text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return text.toString();
  }

  /** A new file with one key for secrets. */
  static Path keyFile(Path data, SecureRandom random) {
    var key = new byte[32];
    random.nextBytes(key);
    try {
      return Files.writeString(data.resolve("secrets.key"), HexFormat.of().formatHex(key) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode makeGroup(Server server, String operatorKey) {
    var uri =
        URI.create("http://127.0.0.1:%d/v1/device-groups".formatted(server.address().getPort()));
    var request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + operatorKey)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"name\":\"bench\"}"))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != CREATED) {
        throw new IllegalStateException("a group of devices: " + answer.statusCode());
      }
      return new ObjectMapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Server server() {
    return server;
  }

  /** The line of the header with the operator's key. */
  String operatorHeader() {
    return header(operatorKey);
  }

  /** The line of the header with the token of a device. */
  String deviceHeader(String deviceId) {
    var groupId = group.path("groupId").asText();
    var epoch = group.path("epochs").path(0).asText();
    var text = String.join("\n", "qd1", "default", groupId, epoch, deviceId);
    var secret = Base64.getUrlDecoder().decode(group.path("secret").asText());
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      var half = Arrays.copyOf(mac.doFinal(text.getBytes(UTF_8)), TOKEN_BYTES);
      var id = BASE_64.encodeToString(deviceId.getBytes(UTF_8));
      return header("qd_%s.%s.%s.%s".formatted(groupId, epoch, id, BASE_64.encodeToString(half)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  @Override
  public void close() {
    server.close();
  }
}
