import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of webhooks without any library: {@code java Receiver.java SECRET PORT}. */
class Receiver {
  public static void main(String[] args) throws Exception {
    byte[] key = Base64.getDecoder().decode(args[0].substring("whsec_".length()));
    var server =
        HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          var headers = exchange.getRequestHeaders();
          boolean genuine =
              verify(
                  key,
                  headers.getFirst("webhook-id"),
                  headers.getFirst("webhook-timestamp"),
                  headers.getFirst("webhook-signature"),
                  body);
          if (genuine) {
            // Keep the event under its id, which is the same in every repetition, then answer.
            System.out.println(headers.getFirst("webhook-id"));
          }
          exchange.sendResponseHeaders(genuine ? 204 : 401, -1);
          exchange.close();
        });
    server.start();
  }

  static boolean verify(byte[] key, String id, String time, String signatures, byte[] body) {
    try {
      long age = Math.abs(Instant.now().getEpochSecond() - Long.parseLong(time));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
      byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes();
      boolean found = false;
      // Two signatures while a new secret replaces the former one.
      for (String signature : signatures.split(" ")) {
        found |= MessageDigest.isEqual(expected, signature.getBytes());
      }
      return found && age <= 300;
    } catch (Exception malformed) {
      return false;
    }
  }
}
