package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Watches all shipments, on one node after the other, by the last cursor that it was given. */
public final class FleetWatcher implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final List<LiveClient> sockets = new ArrayList<>();

  private FleetWatcher() {}

  /** Watches from now on. */
  public static FleetWatcher start(Client node, String... headers) {
    var watcher = new FleetWatcher();
    watcher.watch(node, new JsonObject(), headers);
    return watcher;
  }

  /** Watches on from a cursor. */
  public static FleetWatcher after(String cursor, Client node, String... headers) {
    var watcher = new FleetWatcher();
    watcher.watch(node, new JsonObject().put("after", cursor), headers);
    return watcher;
  }

  private void watch(Client node, JsonObject members, String... headers) {
    var live = headers.length == 0 ? node.live() : node.liveWith(headers);
    sockets.add(live);
    live.send(members.put("op", "watch").put("id", "fleet"));
    var watching = live.await(frame -> "fleet".equals(frame.getString("id")));
    assertThat(watching.getString("op")).as(watching.encode()).isEqualTo("watching");
    assertThat(watching.getBoolean("recovered")).isTrue();
  }

  /** Goes on at another node. */
  public void resume(Client node, String... headers) {
    watch(node, new JsonObject().put("after", cursor()), headers);
  }

  /** The last cursor that has come. */
  public String cursor() {
    return last().frames().stream()
        .filter(frame -> frame.containsKey("cursor"))
        .reduce((first, second) -> second)
        .orElseThrow()
        .getString("cursor");
  }

  /** Waits until nothing is missing any more; to be called after a resume. */
  public FleetWatcher awaitLive() {
    last()
        .await(frame -> "cursor".equals(frame.getString("op")) && frame.getInteger("behind") == 0);
    return this;
  }

  /** The socket that it watches on now. */
  public LiveClient last() {
    return sockets.getLast();
  }

  private Set<Integer> versions(String shipmentId) {
    return sockets.stream()
        .flatMap(socket -> socket.versions(shipmentId).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Requires that every version of a shipment up to that one comes. */
  public void requireEvery(String shipmentId, int version) {
    var all = IntStream.rangeClosed(1, version).boxed().collect(Collectors.toSet());
    await().atMost(WITHIN).untilAsserted(() -> assertThat(versions(shipmentId)).containsAll(all));
  }

  /** The frames of the present socket that are about a shipment, in short. */
  public List<String> told(String shipmentId) {
    return last().frames().stream()
        .filter(frame -> shipmentId.equals(frame.getString("shipmentId")))
        .map(
            frame ->
                frame.getString("op")
                    + ' '
                    + (frame.containsKey("event")
                        ? frame.getJsonObject("event").getInteger("shipmentversion")
                        : frame.getInteger("version")))
        .toList();
  }

  @Override
  public void close() {
    sockets.forEach(LiveClient::close);
  }
}
