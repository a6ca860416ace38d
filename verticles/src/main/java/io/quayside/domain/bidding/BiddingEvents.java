package io.quayside.domain.bidding;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.EventType;
import io.quayside.domain.bidding.BiddingEvent.AwardGivenBack;
import io.quayside.domain.bidding.BiddingEvent.AwardRevoked;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.BidWithdrawn;
import io.quayside.domain.bidding.BiddingEvent.OfferAccepted;
import io.quayside.domain.bidding.BiddingEvent.OfferCountered;
import io.quayside.domain.bidding.BiddingEvent.OfferDeclined;
import io.quayside.domain.bidding.BiddingEvent.OfferExpired;
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.OfferRevoked;
import io.quayside.domain.bidding.BiddingEvent.Ranked;
import io.quayside.domain.bidding.BiddingEvent.TenderClosed;
import io.quayside.domain.bidding.BiddingEvent.TenderFailed;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.bidding.BiddingEvent.TenderWithdrawn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored event types of bidding and the JSON of their data. */
final class BiddingEvents {
  private static final int MAX = Integer.MAX_VALUE;

  private static final EventType<TenderOpened> OPENED =
      type(
          "tender-opened",
          TenderOpened.class,
          (out, event) -> {
            TermsJson.write(out, event.terms());
            out.optional("planned", event.planned());
          },
          (data, tender, at) ->
              new TenderOpened(
                  tender, TermsJson.read(data), data.optionalInteger("planned", MAX), at));

  private static final EventType<BidPlaced> BID_PLACED =
      type(
          "bid-placed",
          BidPlaced.class,
          (out, event) ->
              out.field("carrier", event.carrier())
                  .field("amount", event.amount())
                  .optional("transitHours", event.transitHours())
                  .optional("note", event.note())
                  .optional("replaces", event.replaces()),
          (data, tender, at) ->
              new BidPlaced(
                  tender,
                  data.text("carrier"),
                  data.text("amount"),
                  data.optionalInteger("transitHours", MAX),
                  data.optionalText("note"),
                  data.optionalInteger("replaces", MAX),
                  at));

  private static final EventType<BidWithdrawn> BID_WITHDRAWN =
      new EventType<>(
          "bidding.bid-withdrawn.v1",
          BidWithdrawn.class,
          (out, event) ->
              out.field("tender", event.tender())
                  .field("carrier", event.carrier())
                  .field("bid", event.bid())
                  .field("tenderStatus", event.tenderStatus().name()),
          (data, at, status) ->
              new BidWithdrawn(
                  data.integer("tender", MAX),
                  data.text("carrier"),
                  data.integer("bid", MAX),
                  data.choice("tenderStatus", TenderStatus.class),
                  at));

  private static final EventType<TenderClosed> CLOSED =
      type(
          "tender-closed",
          TenderClosed.class,
          BiddingEvents::writeClosed,
          (data, tender, at) ->
              new TenderClosed(tender, data.flag("early"), ranking(data.objects("ranking")), at));

  private static final EventType<OfferMade> OFFER_MADE =
      type(
          "offer-made",
          OfferMade.class,
          (out, event) ->
              offer(out, event.offer(), event.carrier())
                  .field("amount", event.amount())
                  .optional("bid", event.bid())
                  .field("expiresAt", event.expiresAt()),
          (data, tender, at) ->
              new OfferMade(
                  tender,
                  data.integer("offer", MAX),
                  data.text("carrier"),
                  data.text("amount"),
                  data.optionalInteger("bid", MAX),
                  data.time("expiresAt"),
                  at));

  private static final EventType<OfferAccepted> ACCEPTED =
      type(
          "offer-accepted",
          OfferAccepted.class,
          (out, event) ->
              offer(out, event.offer(), event.carrier())
                  .field("amount", event.amount())
                  .optional("vehicle", event.vehicle())
                  .optional("condition", event.condition())
                  .optional("note", event.note()),
          (data, tender, at) ->
              new OfferAccepted(
                  tender,
                  data.integer("offer", MAX),
                  data.text("carrier"),
                  data.text("amount"),
                  data.optionalText("vehicle"),
                  data.optionalText("condition"),
                  data.optionalText("note"),
                  at));

  private static final EventType<OfferDeclined> DECLINED =
      type(
          "offer-declined",
          OfferDeclined.class,
          (out, event) ->
              offer(out, event.offer(), event.carrier())
                  .optional("reasonCode", event.reasonCode())
                  .optional("note", event.note()),
          (data, tender, at) ->
              new OfferDeclined(
                  tender,
                  data.integer("offer", MAX),
                  data.text("carrier"),
                  data.optionalChoice("reasonCode", DeclineReason.class),
                  data.optionalText("note"),
                  at));

  private static final EventType<OfferCountered> COUNTERED =
      type(
          "offer-countered",
          OfferCountered.class,
          (out, event) ->
              offer(out, event.offer(), event.carrier())
                  .field("amount", event.amount())
                  .optional("note", event.note())
                  .optional("replaces", event.replaces()),
          (data, tender, at) ->
              new OfferCountered(
                  tender,
                  data.integer("offer", MAX),
                  data.text("carrier"),
                  data.text("amount"),
                  data.optionalText("note"),
                  data.optionalInteger("replaces", MAX),
                  at));

  private static final EventType<OfferExpired> EXPIRED =
      type(
          "offer-expired",
          OfferExpired.class,
          (out, event) -> offer(out, event.offer(), event.carrier()),
          (data, tender, at) ->
              new OfferExpired(tender, data.integer("offer", MAX), data.text("carrier"), at));

  private static final EventType<OfferRevoked> OFFER_REVOKED =
      type(
          "offer-revoked",
          OfferRevoked.class,
          (out, event) -> offer(out, event.offer(), event.carrier()),
          (data, tender, at) ->
              new OfferRevoked(tender, data.integer("offer", MAX), data.text("carrier"), at));

  private static final EventType<AwardGivenBack> GIVEN_BACK =
      type(
          "award-given-back",
          AwardGivenBack.class,
          (out, event) ->
              out.field("carrier", event.carrier())
                  .field("amount", event.amount())
                  .field("reasonCode", event.reasonCode().name())
                  .optional("note", event.note()),
          (data, tender, at) ->
              new AwardGivenBack(
                  tender,
                  data.text("carrier"),
                  data.text("amount"),
                  data.choice("reasonCode", DeclineReason.class),
                  data.optionalText("note"),
                  at));

  private static final EventType<AwardRevoked> AWARD_REVOKED =
      type(
          "award-revoked",
          AwardRevoked.class,
          (out, event) ->
              out.field("carrier", event.carrier())
                  .field("amount", event.amount())
                  .field("cause", event.cause().name())
                  .optional("reason", event.reason()),
          (data, tender, at) ->
              new AwardRevoked(
                  tender,
                  data.text("carrier"),
                  data.text("amount"),
                  data.choice("cause", Cause.class),
                  data.optionalText("reason"),
                  at));

  private static final EventType<TenderWithdrawn> WITHDRAWN =
      type(
          "tender-withdrawn",
          TenderWithdrawn.class,
          (out, event) ->
              out.field("cause", event.cause().name()).optional("reason", event.reason()),
          (data, tender, at) ->
              new TenderWithdrawn(
                  tender, data.choice("cause", Cause.class), data.optionalText("reason"), at));

  private static final EventType<TenderFailed> FAILED =
      type(
          "tender-failed",
          TenderFailed.class,
          (out, event) -> out.field("cause", event.cause().name()),
          (data, tender, at) -> new TenderFailed(tender, data.choice("cause", Cause.class), at));

  static final List<EventType<? extends BiddingEvent>> ALL =
      List.of(
          OPENED,
          BID_PLACED,
          BID_WITHDRAWN,
          CLOSED,
          OFFER_MADE,
          ACCEPTED,
          DECLINED,
          COUNTERED,
          EXPIRED,
          OFFER_REVOKED,
          GIVEN_BACK,
          AWARD_REVOKED,
          WITHDRAWN,
          FAILED);

  private BiddingEvents() {}

  static EventType<? extends BiddingEvent> typeOf(BiddingEvent event) {
    return switch (event) {
      case TenderOpened opened -> OPENED;
      case BidPlaced placed -> BID_PLACED;
      case BidWithdrawn withdrawn -> BID_WITHDRAWN;
      case TenderClosed closed -> CLOSED;
      case OfferMade made -> OFFER_MADE;
      case OfferAccepted accepted -> ACCEPTED;
      case OfferDeclined declined -> DECLINED;
      case OfferCountered countered -> COUNTERED;
      case OfferExpired expired -> EXPIRED;
      case OfferRevoked revoked -> OFFER_REVOKED;
      case AwardGivenBack back -> GIVEN_BACK;
      case AwardRevoked revoked -> AWARD_REVOKED;
      case TenderWithdrawn withdrawn -> WITHDRAWN;
      case TenderFailed failed -> FAILED;
    };
  }

  /** Reads the members of an event but its tender and the tender's status. */
  @FunctionalInterface
  private interface Reader<E> {
    E read(StoredFields data, int tender, Instant at);
  }

  /** A type whose events have one status of the tender each, which the data repeats. */
  private static <E extends BiddingEvent> EventType<E> type(
      String name, Class<E> type, EventType.Writer<E> writer, Reader<E> reader) {
    return new EventType<>(
        "bidding." + name + ".v1",
        type,
        (out, event) -> {
          out.field("tender", event.tender());
          writer.write(out, event);
          out.field("tenderStatus", event.tenderStatus().name());
        },
        (data, at, status) -> {
          E event = reader.read(data, data.integer("tender", MAX), at);
          data.constant("tenderStatus", event.tenderStatus().name());
          return event;
        });
  }

  /** Writes the members that carriers may see which the event is not about. */
  static void writeReduced(JsonWriter out, BiddingEvent event) {
    out.field("tender", event.tender());
    switch (event) {
      case TenderOpened opened ->
          out.field("kind", opened.terms().kind().name())
              .optional("closesAt", opened.terms().closesAt());
      case TenderClosed closed -> {
        if (closed.early()) {
          out.field("early", true);
        }
      }
      case TenderWithdrawn withdrawn -> out.field("cause", withdrawn.cause().name());
      case TenderFailed failed -> out.field("cause", failed.cause().name());
      default -> throw new IllegalArgumentException("no reduced form: " + event.getClass());
    }
    out.field("tenderStatus", event.tenderStatus().name());
  }

  private static JsonWriter offer(JsonWriter out, int offer, @Nullable String carrier) {
    return out.field("offer", offer).optional("carrier", carrier);
  }

  private static void writeClosed(JsonWriter out, TenderClosed event) {
    if (event.early()) {
      out.field("early", true);
    }
    out.beginArray("ranking");
    for (Ranked ranked : event.ranking()) {
      out.beginObject()
          .field("carrier", ranked.carrier())
          .field("amount", ranked.amount())
          .field("bid", ranked.bid())
          .endObject();
    }
    out.endArray();
  }

  private static List<Ranked> ranking(List<StoredFields> elements) {
    List<Ranked> ranking = new ArrayList<>(elements.size());
    for (StoredFields one : elements) {
      ranking.add(new Ranked(one.text("carrier"), one.text("amount"), one.integer("bid", MAX)));
      one.end();
    }
    return ranking;
  }
}
