package io.quayside.gateway.harness;

import io.quayside.gateway.harness.Caller.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Sends the commands of one tender of a shipment through one door. */
public record TenderClient(Caller caller, String shipmentId, int tender) {
  /** Terms of a SPOT tender to every carrier, to whom the shipper makes the offers. */
  public static JsonObject spot(Duration open) {
    return new JsonObject()
        .put("kind", "SPOT")
        .put("currency", "EUR")
        .put("closesAt", Bodies.now().plus(open).toString());
  }

  /** Terms of a SPOT tender that is open for longer than a test. */
  public static JsonObject spot() {
    return spot(Duration.ofHours(1));
  }

  /** Terms of a WATERFALL tender: rates, the same for each carrier. */
  public static JsonObject waterfall(String... carriers) {
    var listed = new JsonArray();
    for (var carrier : carriers) {
      listed.add(new JsonObject().put("carrier", carrier).put("amount", "950"));
    }
    return new JsonObject().put("kind", "WATERFALL").put("currency", "EUR").put("carriers", listed);
  }

  /** Opens the first tender of a shipment with terms that must be accepted. */
  public static TenderClient open(Caller caller, String shipmentId, JsonObject terms) {
    var opened = caller.call(Command.of("OpenTender", shipmentId, terms)).expect(201);
    return new TenderClient(caller, shipmentId, opened.body().getInteger("tender"));
  }

  /** The same tender through another door. */
  public TenderClient through(Caller other) {
    return new TenderClient(other, shipmentId, tender);
  }

  /** A command of this tender; {@code more} has the members beside its number. */
  public Command command(String name, JsonObject more) {
    return Command.of(name, shipmentId, more.copy().put("tender", tender));
  }

  /** A command of this tender that names a carrier. */
  public Command command(String name, String carrier, JsonObject more) {
    return command(name, more.copy().put("carrier", carrier));
  }

  public Reply call(String name, JsonObject more) {
    return caller.call(command(name, more));
  }

  public Reply bid(String carrier, String amount) {
    return caller.call(command("PlaceBid", carrier, new JsonObject().put("amount", amount)));
  }

  public Reply withdrawBid(String carrier) {
    return caller.call(command("WithdrawBid", carrier, new JsonObject()));
  }

  public Reply close() {
    return call("CloseTender", new JsonObject());
  }

  public Reply offer(String carrier) {
    return caller.call(command("MakeOffer", carrier, new JsonObject()));
  }

  public Reply revokeOffer(String carrier) {
    return caller.call(command("RevokeOffer", carrier, new JsonObject()));
  }

  public Reply accept(String carrier) {
    return respond(carrier, new JsonObject().put("response", "ACCEPT"));
  }

  public Reply decline(String carrier) {
    return respond(carrier, new JsonObject().put("response", "DECLINE"));
  }

  public Reply counter(String carrier, String amount) {
    return respond(carrier, new JsonObject().put("response", "COUNTER").put("amount", amount));
  }

  public Reply respond(String carrier, JsonObject response) {
    return caller.call(command("RespondToOffer", carrier, response));
  }

  public Reply giveBack(String carrier, String reasonCode) {
    return caller.call(
        command("GiveBack", carrier, new JsonObject().put("reasonCode", reasonCode)));
  }

  public Reply withdraw(String reason) {
    return call("WithdrawTender", new JsonObject().put("reason", reason));
  }

  public Reply revokeAward(String reason) {
    return call("RevokeAward", new JsonObject().put("reason", reason));
  }

  /** A place in the ranking of a tender-closed. */
  public static JsonObject ranked(String carrier, String amount, int bid) {
    return new JsonObject().put("carrier", carrier).put("amount", amount).put("bid", bid);
  }

  /** The ranking that a tender-closed must have. */
  public static JsonArray ranking(JsonObject... places) {
    var ranking = new JsonArray();
    for (var place : places) {
      ranking.add(place);
    }
    return ranking;
  }
}
