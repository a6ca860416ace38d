import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Prints what happens to a shipment, from its first event on, until the gateway closes the socket.
 * Needs nothing but a JDK: {@code java docs/Watch.java SHIPMENT_ID [ADDRESS]}. A gateway that needs
 * credentials gets those of the environment variable QUAYSIDE_TOKEN.
 */
class Watch implements WebSocket.Listener {
  private final CompletableFuture<String> closed = new CompletableFuture<>();

  public static void main(String[] args) {
    String address = args.length > 1 ? args[1] : "ws://localhost:8080/v1/ws";
    String subscribe =
        "{\"op\":\"subscribe\",\"id\":\"w1\",\"shipmentId\":\"%s\",\"after\":0,\"positions\":true}"
            .formatted(args[0]);
    Watch watch = new Watch();
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    String token = System.getenv("QUAYSIDE_TOKEN");
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    builder
        .subprotocols("quayside.v1")
        .buildAsync(URI.create(address), watch)
        .thenCompose(socket -> socket.sendText(subscribe, true))
        .join();
    System.out.println(watch.closed.join());
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
    System.out.print(last ? text + System.lineSeparator() : text);
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closed.complete("closed: " + code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closed.completeExceptionally(error);
  }
}
