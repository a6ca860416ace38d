package io.quayside.domain.bidding;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.bidding.Tender.Opening;
import io.quayside.domain.bidding.Tender.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The complete state of a shipment's tenders as JSON, for the snapshot. */
final class BiddingJson {
  private static final int MAX = Integer.MAX_VALUE;

  private BiddingJson() {}

  static void write(JsonWriter out, Bidding bidding) {
    out.beginArray("tenders");
    for (Tender tender : bidding.tenders()) {
      write(out.beginObject(), tender);
      out.endObject();
    }
    out.endArray();
  }

  private static void write(JsonWriter out, Tender tender) {
    TermsJson.write(out, tender.terms());
    Progress progress = tender.progress();
    out.optional("planned", tender.opening().planned())
        .field("openedAt", tender.opening().at())
        .field("openedVersion", tender.opening().version())
        .field("status", tender.status().name())
        .optional("closedAt", progress.closedAt())
        .optional("evaluatingSince", progress.evaluatingSince())
        .field("acceptedVersion", progress.acceptedVersion())
        .optional("cause", progress.cause())
        .optional("reason", progress.reason());
    out.beginArray("bids");
    for (Bid bid : tender.bids()) {
      TenderJson.write(out.beginObject(), bid);
      out.endObject();
    }
    out.endArray().beginArray("bidders");
    // Sorted, so that equal states are equal texts.
    tender.bidsOf().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                out.beginObject()
                    .field("carrier", entry.getKey())
                    .field("placed", entry.getValue().longValue())
                    .endObject());
    out.endArray().beginArray("offers");
    for (Offer offer : tender.offers()) {
      TenderJson.write(out.beginObject(), offer);
      out.endObject();
    }
    out.endArray();
  }

  /** Reads what {@link #write} wrote. */
  static Bidding read(StoredFields fields) {
    List<Tender> tenders = new ArrayList<>();
    for (StoredFields one : fields.objects("tenders")) {
      tenders.add(tender(tenders.size() + 1, one));
      one.end();
    }
    return new Bidding(tenders);
  }

  private static Tender tender(int number, StoredFields fields) {
    Map<String, Integer> bidsOf = new HashMap<>();
    for (StoredFields bidder : fields.objects("bidders")) {
      bidsOf.put(bidder.text("carrier"), bidder.integer("placed", MAX));
      bidder.end();
    }
    List<Bid> bids = new ArrayList<>();
    for (StoredFields bid : fields.objects("bids")) {
      bids.add(bid(bid));
      bid.end();
    }
    List<Offer> offers = new ArrayList<>();
    for (StoredFields offer : fields.objects("offers")) {
      offers.add(offer(offer));
      offer.end();
    }
    return new Tender(opening(number, fields), progress(fields), bids, bidsOf, offers);
  }

  private static Opening opening(int number, StoredFields fields) {
    return new Opening(
        number,
        TermsJson.read(fields),
        fields.optionalInteger("planned", MAX),
        fields.time("openedAt"),
        fields.integer("openedVersion", MAX));
  }

  private static Progress progress(StoredFields fields) {
    return new Progress(
        fields.choice("status", TenderStatus.class),
        fields.optionalTime("closedAt"),
        fields.optionalTime("evaluatingSince"),
        fields.integer("acceptedVersion", MAX),
        fields.optionalChoice("cause", Cause.class),
        fields.optionalText("reason"));
  }

  private static Bid bid(StoredFields fields) {
    return new Bid(
        fields.text("carrier"),
        fields.text("amount"),
        fields.integer("bid", MAX),
        fields.time("placedAt"),
        fields.optionalInteger("transitHours", MAX),
        fields.optionalText("note"),
        fields.flag("counter"));
  }

  private static Offer offer(StoredFields fields) {
    return new Offer(
        fields.integer("offer", MAX),
        fields.text("carrier"),
        fields.text("amount"),
        fields.optionalInteger("bid", MAX),
        fields.time("madeAt"),
        fields.time("expiresAt"),
        fields.choice("outcome", Offer.Outcome.class),
        fields.optionalChoice("reasonCode", DeclineReason.class),
        fields.optionalText("note"),
        fields.optionalText("condition"),
        fields.optionalText("vehicle"));
  }
}
