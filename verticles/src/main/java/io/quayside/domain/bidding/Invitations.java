package io.quayside.domain.bidding;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
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
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which carriers read a shipment by its current tender: those it invites, and once one has accepted
 * an offer that one alone. As much of {@link Bidding} as {@link BiddingContext#mayRead} needs.
 *
 * @param everyone whether every carrier of the tenant is invited
 * @param carriers the invited carriers, where not everyone is
 * @param award the carrier whose acceptance stands, or null
 */
public record Invitations(boolean everyone, Set<String> carriers, @Nullable String award) {
  /** There is no current tender. */
  public static final Invitations NONE = new Invitations(false, Set.of(), null);

  /** Those of a shipment's tenders. */
  public static Invitations of(@Nullable Bidding bidding) {
    Tender tender = bidding == null ? null : bidding.current();
    if (tender == null) {
      return NONE;
    }
    Offer award = tender.award();
    Set<String> asked =
        tender.offers().stream().map(Offer::carrier).collect(Collectors.toUnmodifiableSet());
    Invitations opened = opened(tender.terms());
    return new Invitations(
        opened.everyone,
        tender.terms().kind() == TenderKind.SPOT ? opened.carriers : asked,
        award == null ? null : award.carrier());
  }

  private static Invitations opened(Terms terms) {
    return switch (terms.kind()) {
      case WATERFALL -> NONE;
      case SPOT ->
          terms.carriers() == null
              ? new Invitations(true, Set.of(), null)
              : new Invitations(
                  false,
                  terms.carriers().stream()
                      .map(Terms.Listed::carrier)
                      .collect(Collectors.toUnmodifiableSet()),
                  null);
    };
  }

  /** Those after the next event. */
  public Invitations after(BiddingEvent event) {
    return switch (event) {
      case TenderOpened opened -> opened(opened.terms());
      case BidPlaced placed -> this;
      case BidWithdrawn withdrawn -> this;
      case TenderClosed closed -> this;
      case OfferMade made -> with(made.carrier());
      case OfferAccepted accepted -> new Invitations(everyone, carriers, accepted.carrier());
      case Evaluated evaluated -> new Invitations(everyone, carriers, null);
      case AwardRevoked revoked -> NONE;
      case TenderWithdrawn withdrawn -> NONE;
      case TenderFailed failed -> NONE;
    };
  }

  /** In a waterfall whoever is made an offer is invited by it; a spot tender's are already. */
  private Invitations with(String carrier) {
    if (everyone || carriers.contains(carrier)) {
      return this;
    }
    Set<String> more = new HashSet<>(carriers);
    more.add(carrier);
    return new Invitations(false, Set.copyOf(more), award);
  }

  /** Whether they make a principal a reader. */
  public boolean isReadBy(Principal principal) {
    if (principal.role() != Role.CARRIER) {
      return false;
    }
    if (award != null) {
      return principal.isCarrier(award);
    }
    if (everyone) {
      return true;
    }
    for (String carrier : carriers) {
      if (principal.isCarrier(carrier)) {
        return true;
      }
    }
    return false;
  }
}
