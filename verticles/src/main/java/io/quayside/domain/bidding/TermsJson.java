package io.quayside.domain.bidding;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Scac;
import io.quayside.domain.bidding.Terms.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The terms of a tender, as requests, events and queries have them. */
@SuppressWarnings("NullAway") // a value that offends is null until verify throws
final class TermsJson {
  private static final int MAX_SPOT_CARRIERS = 200;
  private static final int MAX_WATERFALL_CARRIERS = 50;
  private static final Duration MIN_AHEAD = Duration.ofSeconds(1);
  private static final Duration MAX_AHEAD = Duration.ofDays(30);
  private static final int MAX_RESPOND_SECONDS = 604_800;
  private static final int MAX_AWARD_SECONDS = 2_592_000;
  private static final int RESPOND_SECONDS = 3_600;
  private static final int AWARD_SECONDS = 86_400;
  static final int MAX_NOTE = 500;
  private static final int MAX_EQUIPMENT = 64;

  private TermsJson() {}

  /** The terms of a request, all of whose members are taken; offences are noted. */
  static Terms read(RequestFields fields, Instant now) {
    return terms(fields, () -> closesAt(fields, now));
  }

  /** The terms of a planned tender, which has no {@code closesAt}. */
  static Terms readPlanned(RequestFields fields) {
    return terms(fields, null);
  }

  /** {@code closing} reads {@code closesAt}; null where the request has no such member. */
  private static Terms terms(RequestFields fields, @Nullable Supplier<@Nullable Instant> closing) {
    TenderKind kind = fields.choice("kind", TenderKind.class);
    String currency =
        fields.code("currency", Amounts::isCurrency, "a currency of ISO 4217 with an exponent");
    boolean spot = kind == TenderKind.SPOT;
    String ceiling = amount(fields, "ceiling", currency);
    List<Listed> carriers =
        switch (kind) {
          case SPOT -> spotCarriers(fields);
          case WATERFALL -> waterfallCarriers(fields, currency, ceiling);
          case null -> null;
        };
    Instant closesAt = spot && closing != null ? closing.get() : null;
    Award award = spot ? fields.optionalChoice("award", Award.class) : null;
    if (kind == null) {
      takeMembersOfKinds(fields, closing != null);
    }
    Integer respond = fields.optionalInteger("respondWithinSeconds", 1, MAX_RESPOND_SECONDS);
    Integer awarding = fields.optionalInteger("awardWithinSeconds", 1, MAX_AWARD_SECONDS);
    return new Terms(
        kind,
        currency,
        carriers,
        closesAt,
        spot && award == null ? Award.MANUAL : award,
        respond == null ? RESPOND_SECONDS : respond,
        awarding == null ? AWARD_SECONDS : awarding,
        ceiling,
        fields.optionalText("note", MAX_NOTE),
        fields.optionalText("equipment", MAX_EQUIPMENT));
  }

  /** Without a kind its members are judged by their form: they are not unknown. */
  private static void takeMembersOfKinds(RequestFields fields, boolean closes) {
    if (fields.has("carriers")) {
      fields.objects("carriers", 1, MAX_SPOT_CARRIERS);
    }
    if (closes) {
      fields.optionalTime("closesAt");
    }
    fields.optionalChoice("award", Award.class);
  }

  private static @Nullable Instant closesAt(RequestFields fields, Instant now) {
    Instant closesAt = fields.time("closesAt");
    if (closesAt != null
        && (closesAt.isBefore(now.plus(MIN_AHEAD)) || closesAt.isAfter(now.plus(MAX_AHEAD)))) {
      fields.note("closesAt", "must be 1 second to 30 days ahead");
    }
    return closesAt;
  }

  private static @Nullable List<Listed> spotCarriers(RequestFields fields) {
    List<RequestFields> given =
        fields.has("carriers") ? fields.objects("carriers", 1, MAX_SPOT_CARRIERS) : null;
    return given == null ? null : listed(given, null, null, false);
  }

  private static List<Listed> waterfallCarriers(
      RequestFields fields, @Nullable String currency, @Nullable String ceiling) {
    List<RequestFields> given = fields.objects("carriers", 1, MAX_WATERFALL_CARRIERS);
    return given == null ? List.of() : listed(given, currency, ceiling, true);
  }

  private static List<Listed> listed(
      List<RequestFields> given,
      @Nullable String currency,
      @Nullable String ceiling,
      boolean priced) {
    List<Listed> listed = new ArrayList<>(given.size());
    Set<String> seen = new HashSet<>();
    for (RequestFields one : given) {
      String carrier = one.code("carrier", Scac::isValid, Scac.DESCRIPTION);
      if (carrier != null && !seen.add(carrier)) {
        one.note("carrier", "stands in the list already");
      }
      String amount = null;
      if (priced) {
        amount = requiredAmount(one, "amount", currency);
        if (amount != null && ceiling != null && Amounts.isAbove(amount, ceiling)) {
          one.note("amount", "must not be above the ceiling");
        }
      }
      one.end();
      listed.add(new Listed(carrier, amount));
    }
    return listed;
  }

  private static @Nullable String amount(
      RequestFields fields, String name, @Nullable String currency) {
    return fields.has(name) ? requiredAmount(fields, name, currency) : null;
  }

  private static @Nullable String requiredAmount(
      RequestFields fields, String name, @Nullable String currency) {
    String given = fields.code(name, Amounts::isWellFormed, Amounts.DESCRIPTION);
    if (given == null || currency == null) {
      return null;
    }
    String amount = Amounts.inCurrency(given, currency);
    if (amount == null) {
      fields.note(
          name,
          "must have at most %d decimals in %s".formatted(Amounts.decimals(currency), currency));
    }
    return amount;
  }

  /** Writes the terms up to {@code kind}, and beyond it in a second step. */
  static void write(JsonWriter out, Terms terms) {
    out.field("kind", terms.kind().name());
    writeAfterKind(out, terms, true);
  }

  /** Writes the terms but {@code kind}; for other viewers without carriers and award. */
  static void writeAfterKind(JsonWriter out, Terms terms, boolean whole) {
    out.field("currency", terms.currency());
    if (whole) {
      out.optional("award", terms.award());
      if (terms.carriers() != null) {
        out.beginArray("carriers");
        for (Listed listed : terms.carriers()) {
          out.beginObject()
              .field("carrier", listed.carrier())
              .optional("amount", listed.amount())
              .endObject();
        }
        out.endArray();
      }
    }
    out.optional("closesAt", terms.closesAt())
        .field("respondWithinSeconds", terms.respondWithinSeconds())
        .field("awardWithinSeconds", terms.awardWithinSeconds())
        .optional("ceiling", terms.ceiling())
        .optional("note", terms.note())
        .optional("equipment", terms.equipment());
  }

  /** Reads what {@link #write} wrote. */
  static Terms read(StoredFields fields) {
    List<StoredFields> given = fields.optionalObjects("carriers");
    List<Listed> carriers = null;
    if (given != null) {
      carriers = new ArrayList<>(given.size());
      for (StoredFields one : given) {
        carriers.add(new Listed(one.text("carrier"), one.optionalText("amount")));
        one.end();
      }
    }
    return new Terms(
        fields.choice("kind", TenderKind.class),
        fields.text("currency"),
        carriers,
        fields.optionalTime("closesAt"),
        fields.optionalChoice("award", Award.class),
        fields.integer("respondWithinSeconds", MAX_RESPOND_SECONDS),
        fields.integer("awardWithinSeconds", MAX_AWARD_SECONDS),
        fields.optionalText("ceiling"),
        fields.optionalText("note"),
        fields.optionalText("equipment"));
  }
}
