package io.quayside.domain.bidding;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Actor;
import io.quayside.domain.CommandType;
import io.quayside.domain.Context;
import io.quayside.domain.Decision;
import io.quayside.domain.EventForm;
import io.quayside.domain.EventType;
import io.quayside.domain.View;
import io.quayside.domain.View.Column;
import io.quayside.domain.Viewer;
import io.quayside.domain.bidding.BiddingEvent.AwardRevoked;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.BidWithdrawn;
import io.quayside.domain.bidding.BiddingEvent.Evaluated;
import io.quayside.domain.bidding.BiddingEvent.OfferAccepted;
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.TenderClosed;
import io.quayside.domain.bidding.BiddingEvent.TenderFailed;
import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.bidding.BiddingEvent.TenderWithdrawn;
import io.quayside.domain.bidding.Terms.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The descriptor of the bidding context. */
public final class BiddingContext implements Context<Bidding, BiddingCommand, BiddingEvent> {
  /** Stands for every carrier of the tenant among a tender's parties. */
  public static final String EVERY_CARRIER = "*";

  @Override
  public String name() {
    return "bidding";
  }

  @Override
  public Class<BiddingCommand> commandClass() {
    return BiddingCommand.class;
  }

  @Override
  public Class<BiddingEvent> eventClass() {
    return BiddingEvent.class;
  }

  @Override
  public String numberName() {
    return "tender";
  }

  @Override
  public List<CommandType<? extends BiddingCommand>> commands() {
    return BiddingCommands.ALL;
  }

  @Override
  public List<EventType<? extends BiddingEvent>> events() {
    return BiddingEvents.ALL;
  }

  @Override
  public EventType<? extends BiddingEvent> typeOf(BiddingEvent event) {
    return BiddingEvents.typeOf(event);
  }

  @Override
  public Decision decide(
      @Nullable Bidding sliceOrNull, BiddingCommand command, Actor by, Instant now) {
    return Tenders.decide(sliceOrNull == null ? Bidding.NONE : sliceOrNull, command, now);
  }

  @Override
  public Bidding evolve(@Nullable Bidding sliceOrNull, BiddingEvent event, int version) {
    return TenderEvolution.evolve(sliceOrNull == null ? Bidding.NONE : sliceOrNull, event, version);
  }

  /** While a tender looks for a carrier those invited may read, and then the one that it has. */
  @Override
  public boolean mayRead(Principal principal, Bidding slice) {
    Tender current = slice.current();
    if (principal.role() != Role.CARRIER || current == null) {
      return false;
    }
    Offer award = current.award();
    return award != null
        ? principal.isCarrier(award.carrier())
        : principal.carriers().stream().anyMatch(current::isInvited);
  }

  /** Who was invited to a tender may read it for ever. */
  @Override
  public boolean mayReadSubject(Principal carrier, Bidding slice, BiddingCommand command) {
    Tender tender =
        command instanceof BiddingCommand.ToTender named ? slice.tender(named.tender()) : null;
    return tender != null && carrier.carriers().stream().anyMatch(tender::isInvited);
  }

  @Override
  public boolean changesReaders(BiddingEvent event) {
    return switch (event) {
      case BidPlaced placed -> false;
      case BidWithdrawn withdrawn -> false;
      case TenderClosed closed -> false;
      default -> true;
    };
  }

  @Override
  public boolean hasForms() {
    return true;
  }

  /** Bids are their bidder's, for ever; offers and awards also the shipper's. */
  @Override
  public EventForm form(Viewer viewer, BiddingEvent event) {
    String carrier = event.carrier();
    if (carrier != null && viewer.carriers().contains(carrier)) {
      return EventForm.FULL;
    }
    return switch (event) {
      case BidPlaced placed -> EventForm.WITHHELD;
      case BidWithdrawn withdrawn -> EventForm.WITHHELD;
      case TenderOpened opened -> viewer.isCarrier() ? EventForm.REDUCED : EventForm.FULL;
      case TenderClosed closed -> viewer.isCarrier() ? EventForm.REDUCED : EventForm.FULL;
      case TenderWithdrawn withdrawn -> viewer.isCarrier() ? EventForm.REDUCED : EventForm.FULL;
      case TenderFailed failed -> viewer.isCarrier() ? EventForm.REDUCED : EventForm.FULL;
      case OfferMade made -> viewer.isCarrier() ? EventForm.WITHHELD : EventForm.FULL;
      case OfferAccepted accepted -> viewer.isCarrier() ? EventForm.WITHHELD : EventForm.FULL;
      case AwardRevoked revoked -> viewer.isCarrier() ? EventForm.WITHHELD : EventForm.FULL;
      case Evaluated other -> viewer.isCarrier() ? EventForm.WITHHELD : EventForm.FULL;
    };
  }

  @Override
  public void writeReduced(JsonWriter out, BiddingEvent event) {
    BiddingEvents.writeReduced(out, event);
  }

  @Override
  public void writeSlice(JsonWriter out, Bidding slice) {
    BiddingJson.write(out, slice);
  }

  @Override
  public Bidding readSlice(StoredFields fields) {
    return BiddingJson.read(fields);
  }

  @Override
  public List<View<Bidding>> views() {
    return List.of(
        new View<>(
            "tenders",
            List.of(
                Column.key("tender", View.Type.INT),
                Column.of("tenant", View.Type.TEXT),
                Column.of("shipper", View.Type.TEXT),
                Column.of("kind", View.Type.TEXT),
                Column.of("status", View.Type.TEXT),
                Column.of("opened_at", View.Type.TIMESTAMPTZ),
                Column.of("booked_at", View.Type.TIMESTAMPTZ),
                Column.of("winner", View.Type.TEXT)),
            BiddingContext::rows),
        new View<>(
            "tender_parties",
            List.of(
                Column.key("tender", View.Type.INT),
                Column.key("carrier", View.Type.TEXT),
                Column.of("tenant", View.Type.TEXT),
                Column.of("status", View.Type.TEXT),
                Column.of("opened_at", View.Type.TIMESTAMPTZ),
                Column.of("booked_at", View.Type.TIMESTAMPTZ)),
            BiddingContext::parties));
  }

  private static List<@Nullable Object[]> rows(Bidding bidding, View.Subject shipment) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Tender tender : bidding.tenders()) {
      Offer award = tender.award();
      rows.add(
          new @Nullable Object[] {
            tender.number(),
            shipment.tenant(),
            shipment.shipper(),
            tender.terms().kind().name(),
            tender.status().name(),
            tender.opening().at(),
            shipment.bookedAt(),
            award == null ? null : award.carrier()
          });
    }
    return rows;
  }

  private static List<@Nullable Object[]> parties(Bidding bidding, View.Subject shipment) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Tender tender : bidding.tenders()) {
      for (String carrier : invited(tender)) {
        rows.add(
            new @Nullable Object[] {
              tender.number(),
              carrier,
              shipment.tenant(),
              tender.status().name(),
              tender.opening().at(),
              shipment.bookedAt()
            });
      }
    }
    return rows;
  }

  /** The carriers that may read a tender; {@link #EVERY_CARRIER} where all may. */
  static Set<String> invited(Tender tender) {
    Set<String> invited = new LinkedHashSet<>();
    List<Listed> listed = tender.terms().carriers();
    switch (tender.terms().kind()) {
      case SPOT -> {
        if (listed == null) {
          invited.add(EVERY_CARRIER);
        } else {
          listed.forEach(one -> invited.add(one.carrier()));
        }
      }
      case WATERFALL -> tender.offers().forEach(offer -> invited.add(offer.carrier()));
    }
    return invited;
  }
}
