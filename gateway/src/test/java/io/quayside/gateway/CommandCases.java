package io.quayside.gateway;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Caller.Reply;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What commands come to, in a table that every way of sending them has to agree with. */
final class CommandCases {
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";

  private CommandCases() {}

  /** Some commands in turn; what comes before them is brought about by the dispatcher. */
  @FunctionalInterface
  interface Script {
    List<Reply> play(Dispatcher dispatcher, Caller caller, String key);
  }

  /** {@code expected} has a summary of each reply. */
  record Case(String name, Script script, String... expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> all() {
    return Stream.of(accepted(), refused(), invalid(), repeated()).flatMap(List::stream);
  }

  private static List<Case> accepted() {
    var everything =
        Bodies.booking()
            .put("requestedPickupAt", "2030-01-01T08:00:00+01:00")
            .put("requestedDeliveryBy", "2030-02-01T08:00:00Z");
    everything.getJsonObject("cargo").put("containerNumber", "CSQU3054383");
    var place = new JsonObject().put("unLocode", "DEHAM").put("lat", 53.5).put("lon", -9.75);
    var pickedUp = Bodies.milestone("PICKED_UP").put("location", place).put("note", "Größe „L“ 🚢");
    return List.of(
        new Case("book", (d, c, key) -> one(c, Command.book(Bodies.booking())), "201 BOOKED"),
        new Case("book it all", (d, c, key) -> one(c, Command.book(everything)), "201 BOOKED"),
        new Case(
            "a whole life",
            (d, c, key) -> {
              var id = d.book();
              return inTurn(
                  c,
                  Command.assignCarrier(id, Bodies.carrier("HH-QS 1")),
                  Command.assignCarrier(id, new JsonObject().put("carrier", "DB")),
                  Command.release(id).withIfMatch(3),
                  Command.milestone(id, pickedUp),
                  Command.milestone(
                      id, Bodies.milestone("EXCEPTION_RAISED").put("exceptionCode", "DELAYED")),
                  Command.milestone(id, Bodies.milestone("EXCEPTION_RESOLVED")),
                  Command.milestone(id, Bodies.milestone("DELIVERED")));
            },
            "200 CARRIER_ASSIGNED",
            "200 CARRIER_ASSIGNED",
            "200 RELEASED",
            "200 PICKED_UP",
            "200 EXCEPTION",
            "200 PICKED_UP",
            "200 DELIVERED"),
        new Case(
            "cancel",
            (d, c, key) -> one(c, Command.cancel(d.book(), "withdrawn")),
            "200 CANCELLED"),
        new Case(
            "a late milestone",
            (d, c, key) ->
                one(
                    c,
                    Command.milestone(
                        d.bookAndPickUp(),
                        Bodies.milestone("ARRIVED", Bodies.now().minusSeconds(3_600)))),
            "200 PICKED_UP"));
  }

  private static List<Case> refused() {
    return List.of(
        new Case(
            "unknown shipments",
            (d, c, key) ->
                inTurn(
                    c,
                    Command.release(UNKNOWN),
                    Command.release(UNKNOWN).withIfMatch(7).withKey(key),
                    Command.milestone("no-shipment", Bodies.milestone("LOST")),
                    Command.cancel(UNKNOWN.toLowerCase(Locale.ROOT), "why not")),
            "404 shipment-not-found",
            "404 shipment-not-found",
            "404 shipment-not-found",
            "404 shipment-not-found"),
        new Case(
            "illegal transitions",
            (d, c, key) -> {
              var id = d.bookAndPickUp();
              return inTurn(
                  c,
                  Command.cancel(id, "too late"),
                  Command.release(id),
                  Command.milestone(id, Bodies.milestone("CUSTOMS_RELEASED")));
            },
            "409 illegal-transition",
            "409 illegal-transition",
            "409 illegal-transition"),
        new Case(
            "another version",
            (d, c, key) -> {
              var id = d.bookAndPickUp();
              return inTurn(
                  c,
                  Command.milestone(id, Bodies.milestone("DEPARTED")).withIfMatch(2),
                  Command.milestone(id, Bodies.milestone("DEPARTED")).withIfMatch(0),
                  Command.book(Bodies.booking()).withIfMatch(1));
            },
            "412 version-mismatch",
            "412 version-mismatch",
            "412 version-mismatch"));
  }

  private static List<Case> invalid() {
    var booking = Bodies.booking().put("mode", "BARGE").put("shiper", "x").putNull("origin");
    booking.getJsonObject("cargo").put("packages", 0.5).put("grossWeightKg", 0);
    booking.remove("reference");
    var milestone =
        Bodies.milestone("EXCEPTION_RAISED", Bodies.now().plusSeconds(3_600))
            .put("location", new JsonObject().put("lat", 91));
    return List.of(
        new Case(
            "an offending booking",
            (d, c, key) -> one(c, Command.book(booking)),
            "422 validation-failed /reference /mode /origin /cargo/packages /cargo/grossWeightKg"
                + " /shiper"),
        new Case(
            "an offending milestone",
            (d, c, key) -> one(c, Command.milestone(d.book(), milestone)),
            "422 validation-failed /occurredAt /location/lat /location/lon /exceptionCode"),
        new Case(
            "offences beside the body and in it",
            (d, c, key) ->
                one(
                    c,
                    Command.assignCarrier(d.book(), new JsonObject().put("carrier", "maeu"))
                        .withKey("two words")
                        .withIfMatch(-1)),
            "422 validation-failed Idempotency-Key If-Match /carrier"),
        new Case(
            "an offending body for a shipment that is not there",
            (d, c, key) ->
                inTurn(
                    c,
                    Command.cancel(UNKNOWN, ""),
                    Command.cancel("no-shipment", ""),
                    Command.release("no-shipment").withIfMatch(-1)),
            "422 validation-failed /reason",
            "422 validation-failed /reason",
            "422 validation-failed If-Match"));
  }

  private static List<Case> repeated() {
    return List.of(
        new Case(
            "replays",
            (d, c, key) -> {
              var id = d.book();
              var assign = Command.assignCarrier(id, Bodies.carrier("HH-QS 1")).withKey(key);
              return inTurn(
                  c,
                  assign,
                  assign,
                  assign.withIfMatch(1),
                  Command.book(Bodies.booking()).withKey(key),
                  Command.book(Bodies.booking()).withKey(key));
            },
            "200 CARRIER_ASSIGNED",
            "200 CARRIER_ASSIGNED replayed",
            "200 CARRIER_ASSIGNED replayed",
            "201 BOOKED",
            "201 BOOKED replayed"),
        new Case(
            "a key for another payload",
            (d, c, key) -> {
              var id = d.book();
              return inTurn(
                  c,
                  Command.assignCarrier(id, Bodies.carrier("HH-QS 1")).withKey(key),
                  Command.assignCarrier(id, Bodies.carrier("HH-QS 2")).withKey(key),
                  Command.release(id).withKey(key),
                  Command.book(Bodies.booking()).withKey(key),
                  Command.book(Bodies.booking().put("mode", "AIR")).withKey(key));
            },
            "200 CARRIER_ASSIGNED",
            "422 idempotency-key-reused",
            "422 idempotency-key-reused",
            "201 BOOKED",
            "422 idempotency-key-reused"),
        new Case(
            "a refused command again",
            (d, c, key) -> {
              var id = d.book();
              var release = Command.release(id).withKey(key);
              var refused = c.call(release);
              d.assignCarrier(id, "HH-QS 1").expect(200);
              return List.of(refused, c.call(release));
            },
            "409 illegal-transition",
            "200 RELEASED"));
  }

  private static List<Reply> one(Caller caller, Command command) {
    return List.of(caller.call(command));
  }

  private static List<Reply> inTurn(Caller caller, Command... commands) {
    return Stream.of(commands).map(caller::call).toList();
  }
}
