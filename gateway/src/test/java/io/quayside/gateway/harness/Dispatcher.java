package io.quayside.gateway.harness;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Books shipments and moves them along, as a shipper's system does. */
public final class Dispatcher {
  private final Client client;

  public Dispatcher(Client client) {
    this.client = client;
  }

  /** The id of a new shipment. */
  public String book() {
    return book(Bodies.booking()).expect(201).json().getString("shipmentId");
  }

  public Answer book(JsonObject booking, String... headers) {
    return client.post("/v1/shipments", booking, headers);
  }

  /** The id of a new shipment that has been picked up; it is at version 3. */
  public String bookAndPickUp() {
    var shipmentId = book();
    assignCarrier(shipmentId, "HH-QS 1").expect(200);
    milestone(shipmentId, "PICKED_UP").expect(200);
    return shipmentId;
  }

  /**
   * Books a shipment for a lane, {@code FIHEL-PTLIS}, and has it delivered now, so long after it
   * was picked up.
   */
  public void deliver(String lane, Duration underWay) {
    var booking =
        Bodies.booking()
            .put("origin", new JsonObject().put("unLocode", lane.substring(0, 5)))
            .put("destination", new JsonObject().put("unLocode", lane.substring(6)));
    var id = book(booking).expect(201).json().getString("shipmentId");
    assignCarrier(id, "HH-QS 1").expect(200);
    var delivered = Bodies.now();
    milestone(id, Bodies.milestone("PICKED_UP", delivered.minus(underWay))).expect(200);
    milestone(id, Bodies.milestone("DELIVERED", delivered)).expect(200);
  }

  public Answer assignCarrier(String shipmentId, String vehicle, String... headers) {
    return assignCarrierAsync(shipmentId, vehicle, headers).join();
  }

  public CompletableFuture<Answer> assignCarrierAsync(
      String shipmentId, String vehicle, String... headers) {
    return client.postAsync(
        path(shipmentId, "carrier-assignment"), Bodies.carrier(vehicle), headers);
  }

  public Answer release(String shipmentId, String... headers) {
    return client.post(path(shipmentId, "release"), new JsonObject(), headers);
  }

  /** Records a milestone of this moment. */
  public Answer milestone(String shipmentId, String code, String... headers) {
    return milestone(shipmentId, Bodies.milestone(code), headers);
  }

  public Answer milestone(String shipmentId, JsonObject body, String... headers) {
    return client.post(path(shipmentId, "milestones"), body, headers);
  }

  public Answer cancel(String shipmentId, String reason, String... headers) {
    return client.post(
        path(shipmentId, "cancellation"), new JsonObject().put("reason", reason), headers);
  }

  public Answer track(String shipmentId, JsonObject update) {
    return trackAsync(shipmentId, update).join();
  }

  public CompletableFuture<Answer> trackAsync(String shipmentId, JsonObject update) {
    return client.postAsync(path(shipmentId, "positions"), update);
  }

  /** What the gateway says to an update: accepted, duplicate or late. */
  public String verdict(String shipmentId, JsonObject update) {
    return track(shipmentId, update).expect(202).json().getString("result");
  }

  /** The shipment as queries show it, in that version at least. */
  public JsonObject view(String shipmentId, int minVersion) {
    return client
        .get("/v1/shipments/" + shipmentId + "?min-version=" + minVersion)
        .expect(200)
        .json();
  }

  /** The shipment's whole history, once it has that version. */
  public JsonObject history(String shipmentId, int minVersion) {
    view(shipmentId, minVersion);
    return client.get("/v1/shipments/" + shipmentId + "/events?limit=1000").expect(200).json();
  }

  /** The shipment's newest position as queries show it, once it has that sequence. */
  public String awaitPosition(String shipmentId, long sequence) {
    var page =
        await()
            .until(
                () -> client.get(path(shipmentId, "positions?limit=1")).expect(200).text(),
                text -> text.contains("\"sequence\":" + sequence + ","));
    return new JsonObject(page).getJsonArray("items").getJsonObject(0).encode();
  }

  private static String path(String shipmentId, String what) {
    return "/v1/shipments/" + shipmentId + "/" + what;
  }
}
