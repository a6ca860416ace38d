package io.quayside.domain.bidding;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.CommandType;
import io.quayside.domain.CommandType.Operation;
import io.quayside.domain.Right;
import io.quayside.domain.Scac;
import io.quayside.domain.bidding.BiddingCommand.CloseTender;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response;
import io.quayside.domain.bidding.BiddingCommand.Response.Accept;
import io.quayside.domain.bidding.BiddingCommand.Response.Counter;
import io.quayside.domain.bidding.BiddingCommand.Response.Decline;
import io.quayside.domain.bidding.BiddingCommand.RevokeAward;
import io.quayside.domain.bidding.BiddingCommand.RevokeOffer;
import io.quayside.domain.bidding.BiddingCommand.WithdrawBid;
import io.quayside.domain.bidding.BiddingCommand.WithdrawTender;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bidding commands: their names, operations, rules of fields and JSON. */
@SuppressWarnings("NullAway") // a value that offends is null until verify throws
final class BiddingCommands {
  private static final String TENDERS = "/v1/shipments/:id/tenders";
  private static final String TENDER = TENDERS + "/:tender";
  private static final int MAX_TENDER = Integer.MAX_VALUE;
  private static final int MAX_TRANSIT_HOURS = 8_760;
  private static final int MAX_VEHICLE = 64;
  private static final int MAX_REASON = 200;

  /** The protocol number that knew these commands first. */
  private static final int PROTOCOL = 6;

  static final List<CommandType<? extends BiddingCommand>> ALL =
      List.of(
          new CommandType<>(
              "OpenTender",
              OpenTender.class,
              new Operation("POST", TENDERS, TENDER),
              Right.ofShipper(),
              PROTOCOL,
              BiddingCommands::openTender,
              (out, open) -> TermsJson.write(out, open.terms()),
              fields -> new OpenTender(TermsJson.read(fields), null)),
          new CommandType<>(
              "PlaceBid",
              PlaceBid.class,
              new Operation("PUT", TENDER + "/bids/:carrier", null),
              Right.ofCarrier(PlaceBid::carrier),
              PROTOCOL,
              (fields, now) -> placeBid(fields),
              BiddingCommands::write,
              fields ->
                  new PlaceBid(
                      tender(fields),
                      fields.text("carrier"),
                      fields.text("amount"),
                      fields.optionalInteger("transitHours", MAX_TRANSIT_HOURS),
                      fields.optionalText("note"))),
          new CommandType<>(
              "WithdrawBid",
              WithdrawBid.class,
              new Operation("DELETE", TENDER + "/bids/:carrier", null),
              Right.ofCarrier(WithdrawBid::carrier),
              PROTOCOL,
              (fields, now) -> {
                WithdrawBid withdraw = new WithdrawBid(tender(fields), carrier(fields));
                fields.verify();
                return withdraw;
              },
              (out, withdraw) -> write(out, withdraw.tender(), withdraw.carrier()),
              fields -> new WithdrawBid(tender(fields), fields.text("carrier"))),
          new CommandType<>(
              "CloseTender",
              CloseTender.class,
              Operation.post(TENDER + "/closing"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                CloseTender close = new CloseTender(tender(fields));
                fields.verify();
                return close;
              },
              (out, close) -> out.field("tender", close.tender()),
              fields -> new CloseTender(tender(fields))),
          new CommandType<>(
              "MakeOffer",
              MakeOffer.class,
              Operation.post(TENDER + "/offers"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                MakeOffer offer = new MakeOffer(tender(fields), carrier(fields));
                fields.verify();
                return offer;
              },
              (out, offer) -> write(out, offer.tender(), offer.carrier()),
              fields -> new MakeOffer(tender(fields), fields.text("carrier"))),
          new CommandType<>(
              "RespondToOffer",
              RespondToOffer.class,
              Operation.post(TENDER + "/offers/:carrier/response"),
              Right.ofCarrier(RespondToOffer::carrier),
              PROTOCOL,
              (fields, now) -> respond(fields),
              BiddingCommands::write,
              fields ->
                  new RespondToOffer(tender(fields), fields.text("carrier"), response(fields))),
          new CommandType<>(
              "RevokeOffer",
              RevokeOffer.class,
              new Operation("DELETE", TENDER + "/offers/:carrier", null),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                RevokeOffer revoke = new RevokeOffer(tender(fields), carrier(fields));
                fields.verify();
                return revoke;
              },
              (out, revoke) -> write(out, revoke.tender(), revoke.carrier()),
              fields -> new RevokeOffer(tender(fields), fields.text("carrier"))),
          new CommandType<>(
              "GiveBack",
              GiveBack.class,
              Operation.post(TENDER + "/offers/:carrier/give-back"),
              Right.ofCarrier(GiveBack::carrier),
              PROTOCOL,
              (fields, now) -> giveBack(fields),
              (out, back) -> {
                write(out, back.tender(), back.carrier());
                out.field("reasonCode", back.reasonCode().name()).optional("note", back.note());
              },
              fields ->
                  new GiveBack(
                      tender(fields),
                      fields.text("carrier"),
                      fields.choice("reasonCode", DeclineReason.class),
                      fields.optionalText("note"))),
          new CommandType<>(
              "RevokeAward",
              RevokeAward.class,
              Operation.post(TENDER + "/revocation"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                RevokeAward revoke = new RevokeAward(tender(fields), Cause.SHIPPER, reason(fields));
                fields.verify();
                return revoke;
              },
              (out, revoke) -> write(out, revoke.tender(), revoke.cause(), revoke.reason()),
              fields ->
                  new RevokeAward(tender(fields), cause(fields), fields.optionalText("reason"))),
          new CommandType<>(
              "WithdrawTender",
              WithdrawTender.class,
              Operation.post(TENDER + "/withdrawal"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                WithdrawTender withdraw =
                    new WithdrawTender(tender(fields), Cause.SHIPPER, reason(fields));
                fields.verify();
                return withdraw;
              },
              (out, withdraw) -> write(out, withdraw.tender(), withdraw.cause(), withdraw.reason()),
              fields ->
                  new WithdrawTender(
                      tender(fields), cause(fields), fields.optionalText("reason"))));

  private BiddingCommands() {}

  private static OpenTender openTender(RequestFields fields, Instant now) {
    Terms terms = TermsJson.read(fields, now);
    fields.verify();
    return new OpenTender(terms, null);
  }

  private static PlaceBid placeBid(RequestFields fields) {
    int tender = tender(fields);
    String carrier = carrier(fields);
    String amount = fields.code("amount", Amounts::isWellFormed, Amounts.DESCRIPTION);
    Integer transitHours = fields.optionalInteger("transitHours", 1, MAX_TRANSIT_HOURS);
    String note = fields.optionalText("note", TermsJson.MAX_NOTE);
    fields.verify();
    return new PlaceBid(tender, carrier, amount, transitHours, note);
  }

  /** How a carrier responds. */
  private enum ResponseName {
    ACCEPT,
    DECLINE,
    COUNTER
  }

  private static RespondToOffer respond(RequestFields fields) {
    int tender = tender(fields);
    String carrier = carrier(fields);
    Response response =
        switch (fields.choice("response", ResponseName.class)) {
          case null -> {
            fields.optionalText("note", TermsJson.MAX_NOTE);
            yield null;
          }
          case ACCEPT ->
              new Accept(
                  fields.optionalText("vehicle", MAX_VEHICLE),
                  fields.optionalText("condition", TermsJson.MAX_NOTE),
                  fields.optionalText("note", TermsJson.MAX_NOTE));
          case DECLINE ->
              new Decline(
                  fields.optionalChoice("reasonCode", DeclineReason.class),
                  fields.optionalText("note", TermsJson.MAX_NOTE));
          case COUNTER ->
              new Counter(
                  fields.code("amount", Amounts::isWellFormed, Amounts.DESCRIPTION),
                  fields.optionalText("note", TermsJson.MAX_NOTE));
        };
    fields.verify();
    return new RespondToOffer(tender, carrier, response);
  }

  private static GiveBack giveBack(RequestFields fields) {
    int tender = tender(fields);
    String carrier = carrier(fields);
    DeclineReason reason = fields.choice("reasonCode", DeclineReason.class);
    String note = fields.optionalText("note", TermsJson.MAX_NOTE);
    fields.verify();
    return new GiveBack(tender, carrier, reason, note);
  }

  private static int tender(RequestFields fields) {
    Long tender = fields.integer("tender", 1, MAX_TENDER);
    return tender == null ? 0 : tender.intValue();
  }

  private static String carrier(RequestFields fields) {
    return fields.code("carrier", Scac::isValid, Scac.DESCRIPTION);
  }

  private static String reason(RequestFields fields) {
    return fields.text("reason", MAX_REASON);
  }

  private static int tender(StoredFields fields) {
    return fields.integer("tender", MAX_TENDER);
  }

  private static Cause cause(StoredFields fields) {
    return fields.choice("cause", Cause.class);
  }

  private static Response response(StoredFields fields) {
    return switch (fields.choice("response", ResponseName.class)) {
      case ACCEPT ->
          new Accept(
              fields.optionalText("vehicle"),
              fields.optionalText("condition"),
              fields.optionalText("note"));
      case DECLINE ->
          new Decline(
              fields.optionalChoice("reasonCode", DeclineReason.class),
              fields.optionalText("note"));
      case COUNTER -> new Counter(fields.text("amount"), fields.optionalText("note"));
    };
  }

  private static void write(JsonWriter out, int tender, String carrier) {
    out.field("tender", tender).field("carrier", carrier);
  }

  private static void write(JsonWriter out, int tender, Cause cause, @Nullable String reason) {
    out.field("tender", tender).field("cause", cause.name()).optional("reason", reason);
  }

  private static void write(JsonWriter out, PlaceBid bid) {
    write(out, bid.tender(), bid.carrier());
    out.field("amount", bid.amount())
        .optional("transitHours", bid.transitHours())
        .optional("note", bid.note());
  }

  private static void write(JsonWriter out, RespondToOffer command) {
    write(out, command.tender(), command.carrier());
    switch (command.response()) {
      case Accept accept ->
          out.field("response", ResponseName.ACCEPT.name())
              .optional("vehicle", accept.vehicle())
              .optional("condition", accept.condition())
              .optional("note", accept.note());
      case Decline decline ->
          out.field("response", ResponseName.DECLINE.name())
              .optional("reasonCode", decline.reasonCode())
              .optional("note", decline.note());
      case Counter counter ->
          out.field("response", ResponseName.COUNTER.name())
              .field("amount", counter.amount())
              .optional("note", counter.note());
    }
  }
}
