package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A watch that has missed much; {@code -Dfleet.backlog=100000} for the figure of the documents. */
@ExtendWith(SharedGateway.class)
class FleetBacklogIT {
  private static final int EVENTS = Integer.getInteger("fleet.backlog", 3_000);
  private static final int OF_A_SHIPMENT = 50;
  private static final long WITHIN_MILLIS = 20_000;
  private static final int IN_FLIGHT = 64;

  private final GatewayProcess gateway;

  FleetBacklogIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @Test
  void shouldSendWhatWasMissedWithinSeconds() {
    var dispatcher = new Dispatcher(gateway.client());
    var first = dispatcher.book();
    dispatcher.view(first, 1);
    var cursor =
        gateway.client().get("/v1/shipments?limit=1").expect(200).header("Quayside-Cursor");
    var shipments = Stream.generate(dispatcher::book).limit(EVENTS / OF_A_SHIPMENT).toList();
    write(dispatcher, shipments);
    shipments.forEach(id -> dispatcher.view(id, OF_A_SHIPMENT));

    var start = System.nanoTime();
    var reader = new Reader();
    var socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols("quayside.v1")
            .buildAsync(URI.create("ws://127.0.0.1:" + gateway.ports().http() + "/v1/ws"), reader)
            .join();
    var watch = new JsonObject().put("op", "watch").put("id", "w").put("after", cursor);
    socket.sendText(watch.encode(), true).join();
    reader.live.orTimeout(60, TimeUnit.SECONDS).join();
    var millis = (System.nanoTime() - start) / 1_000_000;
    socket.abort();
    System.out.printf("%d missed events: live after %d ms%n", EVENTS, millis);
    assertThat(millis).isLessThan(WITHIN_MILLIS);
    var all = IntStream.rangeClosed(1, OF_A_SHIPMENT).boxed().toList();
    for (var id : shipments) {
      assertThat(reader.versions.get(id)).as(id).isEqualTo(all);
    }
  }

  /** Reads of a frame no more than it needs: the time is to be the gateway's. */
  private static final class Reader implements WebSocket.Listener {
    private static final Pattern EVENT = Pattern.compile("\"id\":\"([0-9A-Z]{26})/(\\d+)\"");

    final Map<String, List<Integer>> versions = new HashMap<>();
    final CompletableFuture<Void> live = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(String frame) {
      if (frame.startsWith("{\"op\":\"event\"")) {
        var id = EVENT.matcher(frame);
        assertThat(id.find()).isTrue();
        versions
            .computeIfAbsent(id.group(1), s -> new ArrayList<>())
            .add(Integer.valueOf(id.group(2)));
      } else if (frame.endsWith("\"behind\":0}")) {
        live.complete(null);
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      live.completeExceptionally(new AssertionError("closed with " + code));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      live.completeExceptionally(error);
    }
  }

  private static void write(Dispatcher dispatcher, List<String> shipments) {
    for (int round = 2; round <= OF_A_SHIPMENT; round++) {
      var running = new ArrayDeque<CompletableFuture<?>>();
      for (var id : shipments) {
        running.add(dispatcher.assignCarrierAsync(id, "V" + round));
        if (running.size() > IN_FLIGHT) {
          running.poll().join();
        }
      }
      running.forEach(CompletableFuture::join);
    }
  }
}
