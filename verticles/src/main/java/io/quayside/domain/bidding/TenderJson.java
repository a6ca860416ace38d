package io.quayside.domain.bidding;

import io.quayside.common.json.JsonWriter;
import java.util.List;
import java.util.function.Predicate;

/** A tender as queries show it. Bids of a sealed tender are shown to their bidders alone. */
public final class TenderJson {
  private TenderJson() {}

  /** Writes what the shipper, operators and services may see. */
  public static void writeWhole(JsonWriter out, Tender tender) {
    writeHead(out, tender, true);
    out.optional("planned", tender.opening().planned()).optional("awardBy", tender.awardBy());
    out.optional("reason", tender.progress().reason()).field("bidCount", tender.bids().size());
    Offer award = tender.award();
    if (award != null) {
      writeWinner(out, award);
    }
    if (!tender.isSealed()) {
      writeBids(out, tender, carrier -> true, true);
    }
    writeOffers(out, tender, carrier -> true);
  }

  /** Writes what a carrier may see; {@code own} tells the SCACs that it acts for. */
  public static void writeFor(JsonWriter out, Tender tender, Predicate<String> own) {
    writeHead(out, tender, false);
    Offer award = tender.award();
    if (award != null && own.test(award.carrier())) {
      writeWinner(out, award);
    }
    writeBids(out, tender, own, !tender.isSealed());
    writeOffers(out, tender, own);
  }

  private static void writeHead(JsonWriter out, Tender tender, boolean whole) {
    out.field("tender", tender.number())
        .field("kind", tender.terms().kind().name())
        .field("tenderStatus", tender.status().name());
    TermsJson.writeAfterKind(out, tender.terms(), whole);
    out.field("openedAt", tender.opening().at())
        .optional("closedAt", tender.progress().closedAt())
        .optional("cause", tender.progress().cause());
  }

  private static void writeWinner(JsonWriter out, Offer award) {
    out.beginObject("winner")
        .field("carrier", award.carrier())
        .field("amount", award.amount())
        .endObject();
  }

  private static void writeBids(
      JsonWriter out, Tender tender, Predicate<String> seen, boolean ranked) {
    out.beginArray("bids");
    List<Bid> ranking = tender.ranking();
    for (int i = 0; i < ranking.size(); i++) {
      if (seen.test(ranking.get(i).carrier())) {
        out.beginObject().optional("rank", ranked ? Integer.valueOf(i + 1) : null);
        write(out, ranking.get(i));
        out.endObject();
      }
    }
    out.endArray();
  }

  /** Writes all members of a bid into an object that the caller has begun. */
  static void write(JsonWriter out, Bid bid) {
    out.field("carrier", bid.carrier())
        .field("amount", bid.amount())
        .field("bid", bid.version())
        .field("placedAt", bid.placedAt())
        .optional("transitHours", bid.transitHours())
        .optional("note", bid.note());
    if (bid.counter()) {
      out.field("counter", true);
    }
  }

  private static void writeOffers(JsonWriter out, Tender tender, Predicate<String> seen) {
    out.beginArray("offers");
    for (Offer offer : tender.offers()) {
      if (seen.test(offer.carrier())) {
        write(out.beginObject(), offer);
        out.endObject();
      }
    }
    out.endArray();
  }

  /** Writes all members of an offer into an object that the caller has begun. */
  static void write(JsonWriter out, Offer offer) {
    out.field("offer", offer.offer())
        .field("carrier", offer.carrier())
        .field("amount", offer.amount())
        .optional("bid", offer.bid())
        .field("madeAt", offer.madeAt())
        .field("expiresAt", offer.expiresAt())
        .field("outcome", offer.outcome().name())
        .optional("reasonCode", offer.reasonCode())
        .optional("note", offer.note())
        .optional("condition", offer.condition())
        .optional("vehicle", offer.vehicle());
  }
}
