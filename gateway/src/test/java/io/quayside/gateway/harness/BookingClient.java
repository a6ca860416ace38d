package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Caller.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The booking of one shipment, as an operator works with it over HTTP. */
public record BookingClient(Client client, Caller caller, String shipmentId) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A booked shipment, without a booking process yet. */
  public static BookingClient book(Client client) {
    return of(client, new Dispatcher(client).book());
  }

  public static BookingClient of(Client client, String shipmentId) {
    return new BookingClient(client, Caller.overHttp(client), shipmentId);
  }

  /** A booking of a plan. */
  public static BookingClient started(Client client, JsonObject plan) {
    return book(client).start(plan);
  }

  /** A booking of a plan without tenders of its own; its only tender was won by CMDU. */
  public static BookingClient assigned(Client client, JsonObject plan) {
    var booking =
        started(client, plan.put("tenders", new JsonArray().add(TenderClient.waterfall("CMDU"))));
    booking.awaitEvent("bidding.offer-made");
    booking.tender(1).accept("CMDU").expect(200);
    booking.awaitEvent("shipment.carrier-assigned");
    return booking;
  }

  /** A SPOT tender of a plan, for two carriers, the lowest bid first. */
  public static JsonObject spot(int closesAfterSeconds) {
    return new JsonObject()
        .put("kind", "SPOT")
        .put("currency", "EUR")
        .put("closesAfterSeconds", closesAfterSeconds)
        .put("award", "LOWEST")
        .put(
            "carriers",
            new JsonArray()
                .add(new JsonObject().put("carrier", "MAEU"))
                .add(new JsonObject().put("carrier", "HLCU")));
  }

  /** A plan with tenders. */
  public static JsonObject plan(JsonObject... tenders) {
    return new JsonObject().put("tenders", new JsonArray(List.of(tenders)));
  }

  /** Documents of a plan, by their types. */
  public static JsonArray documents(String... types) {
    var list = new JsonArray();
    for (var type : types) {
      list.add(new JsonObject().put("type", type));
    }
    return list;
  }

  /** Starts the booking, and waits until queries show it. */
  public BookingClient start(JsonObject plan) {
    var started = call("StartBooking", plan).expect(201);
    client
        .get("/v1/shipments/" + shipmentId + "/saga?min-version=" + started.version())
        .expect(200);
    return this;
  }

  public Reply call(String name, JsonObject body) {
    return caller.call(Command.of(name, shipmentId, body));
  }

  /** A command without members. */
  public Reply call(String name) {
    return call(name, new JsonObject());
  }

  public Reply pause(String reason) {
    return call("PauseBooking", new JsonObject().put("reason", reason));
  }

  public Reply assign(String carrier) {
    return call("AssignCarrier", new JsonObject().put("carrier", carrier));
  }

  public Reply cancel() {
    return call("CancelShipment", new JsonObject().put("reason", "no demand"));
  }

  public Reply milestone(String code) {
    return call("RecordMilestone", Bodies.milestone(code));
  }

  public Reply voidDocument(int document) {
    return call(
        "VoidDocument", new JsonObject().put("document", document).put("reason", "in the way"));
  }

  public Reply waive(int document) {
    return call("WaiveDocument", new JsonObject().put("document", document).put("reason", "known"));
  }

  public TenderClient tender(int number) {
    return new TenderClient(caller, shipmentId, number);
  }

  /** The booking as the query shows it. */
  public JsonObject saga() {
    return client.get("/v1/shipments/" + shipmentId + "/saga").expect(200).json();
  }

  /** The booking, once it is so. */
  public JsonObject awaitSaga(Predicate<JsonObject> isSo) {
    return await().atMost(PATIENCE).until(this::saga, isSo);
  }

  public JsonObject awaitPhase(String phase) {
    return awaitSaga(saga -> phase.equals(saga.getString("phase")));
  }

  /** All events so far. */
  public List<JsonObject> events() {
    return client
        .get("/v1/shipments/" + shipmentId + "/events?limit=1000")
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  /** The types of all events so far, without their number. */
  public List<String> types() {
    return events().stream().map(event -> event.getString("type").replace(".v1", "")).toList();
  }

  /** Waits until the events are of these types, and no others. */
  public BookingClient awaitTypes(String... types) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(types()).as(shipmentId).containsExactly(types));
    return this;
  }

  /** Waits until an event of a type is there, and gives the newest of it. */
  public JsonObject awaitEvent(String type) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                events().reversed().stream()
                    .filter(event -> event.getString("type").equals(type + ".v1"))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
