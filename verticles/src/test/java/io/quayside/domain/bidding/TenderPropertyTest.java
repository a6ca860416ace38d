package io.quayside.domain.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Decision;
import io.quayside.domain.bidding.BiddingCommand.CloseTender;
import io.quayside.domain.bidding.BiddingCommand.ExpireOffer;
import io.quayside.domain.bidding.BiddingCommand.FailTender;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response.Accept;
import io.quayside.domain.bidding.BiddingCommand.Response.Counter;
import io.quayside.domain.bidding.BiddingCommand.Response.Decline;
import io.quayside.domain.bidding.BiddingCommand.RevokeAward;
import io.quayside.domain.bidding.BiddingCommand.RevokeOffer;
import io.quayside.domain.bidding.BiddingCommand.WithdrawBid;
import io.quayside.domain.bidding.BiddingCommand.WithdrawTender;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.OfferAccepted;
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.TenderClosed;
import io.quayside.domain.bidding.Terms.Listed;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands at random times: what must hold of the tenders after each event. */
class TenderPropertyTest {
  private static final List<String> CARRIERS = List.of("MAEU", "HLCU", "CMDU", "ONEY");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepTheInvariants(long seed) {
    Random random = new Random(seed);
    TenderRun run = new TenderRun();
    Invitations invitations = Invitations.NONE;
    int accepted = 0;
    for (int step = 0; step < 4_000; step++) {
      run.later(random.nextInt(8) == 0 ? random.nextInt(4_000) : random.nextInt(20));
      BiddingCommand command = command(random, run);
      if (run.decide(command) instanceof Decision.Accepted) {
        Tender before = run.bidding() == null ? null : run.bidding().tender(number(run));
        BiddingEvent event = run.accept(command);
        check(run, before, event);
        invitations = invitations.after(event);
        checkReaders(run.bidding(), invitations);
        accepted++;
      }
    }
    assertThat(accepted).as("seed %d", seed).isGreaterThan(200);
  }

  /** Whoever is followed event by event is whom the tenders let read. */
  private static void checkReaders(Bidding bidding, Invitations followed) {
    assertThat(followed).isEqualTo(Invitations.of(bidding));
    for (String carrier : CARRIERS) {
      Principal reader =
          new Principal("acme", Role.CARRIER, "key/c", null, Set.of(carrier, "XXXX"), false, null);
      assertThat(followed.isReadBy(reader))
          .isEqualTo(new BiddingContext().mayRead(reader, bidding));
    }
  }

  private static int number(TenderRun run) {
    return run.bidding() == null ? 1 : Math.max(1, run.bidding().tenders().size());
  }

  private static void check(TenderRun run, Tender before, BiddingEvent event) {
    List<Tender> tenders = run.bidding().tenders();
    assertThat(tenders.stream().filter(tender -> !tender.status().isFinal()).count())
        .isLessThanOrEqualTo(1);
    Tender tender = run.bidding().tender(event.tender());
    assertThat(tender.status()).isEqualTo(event.tenderStatus());
    assertThat(tender.offers().stream().filter(one -> one.outcome() == Offer.Outcome.OPEN).count())
        .isEqualTo(tender.status() == TenderStatus.OFFERED ? 1 : 0);
    assertThat(
            tender.offers().stream().filter(one -> one.outcome() == Offer.Outcome.ACCEPTED).count())
        .isEqualTo(tender.status() == TenderStatus.CONFIRMED ? 1 : 0);
    switch (event) {
      case BidPlaced placed -> assertThat(placed.recordedAt()).isBefore(tender.terms().closesAt());
      case TenderClosed closed ->
          assertThat(closed.ranking())
              .isEqualTo(Tenders.ranked(before))
              .hasSameSizeAs(before.bids());
      case OfferMade made ->
          assertThat(before.candidates())
              .anyMatch(
                  one ->
                      one.carrier().equals(made.carrier()) && one.amount().equals(made.amount()));
      case OfferAccepted one -> {
        assertThat(one.recordedAt()).isBefore(before.standingOffer().expiresAt());
        assertThat(one.amount()).isEqualTo(before.standingOffer().amount());
      }
      default -> {}
    }
    if (tender.status() == TenderStatus.EVALUATING) {
      assertThat(tender.awardBy()).isNotNull();
    }
  }

  private static BiddingCommand command(Random random, TenderRun run) {
    int tender = number(run);
    String carrier = CARRIERS.get(random.nextInt(CARRIERS.size()));
    String amount = (900 + random.nextInt(30)) + (random.nextBoolean() ? "" : ".5");
    return switch (random.nextInt(16)) {
      case 0, 1 -> open(random, run);
      case 2, 3, 4 -> new PlaceBid(tender, carrier, amount, null, null);
      case 5 -> new WithdrawBid(tender, carrier);
      case 6 -> new CloseTender(tender);
      case 7, 8 -> new MakeOffer(tender, carrier);
      case 9 -> new RespondToOffer(tender, carrier, new Accept(null, null, null));
      case 10 -> new RespondToOffer(tender, carrier, new Decline(null, null));
      case 11 -> new RespondToOffer(tender, carrier, new Counter(amount, null));
      case 12 -> new ExpireOffer(tender);
      case 13 -> new GiveBack(tender, carrier, DeclineReason.RATE, null);
      case 14 -> random.nextBoolean() ? new FailTender(tender) : new RevokeOffer(tender, carrier);
      default ->
          random.nextInt(4) != 0
              ? new FailTender(tender)
              : random.nextBoolean()
                  ? new WithdrawTender(tender, Cause.SHIPPER, "x")
                  : new RevokeAward(tender, Cause.SHIPPER, "x");
    };
  }

  private static OpenTender open(Random random, TenderRun run) {
    boolean spot = random.nextBoolean();
    List<Listed> carriers =
        CARRIERS.subList(0, 3).stream()
            .map(carrier -> new Listed(carrier, spot ? null : "950.00"))
            .toList();
    return new OpenTender(
        new Terms(
            spot ? TenderKind.SPOT : TenderKind.WATERFALL,
            "EUR",
            spot && random.nextBoolean() ? null : carriers,
            spot ? run.now().plusSeconds(1 + random.nextInt(2_000)) : null,
            spot ? List.of(Award.values()).get(random.nextInt(2)) : null,
            1 + random.nextInt(2_000),
            1 + random.nextInt(4_000),
            null,
            null,
            null),
        null);
  }
}
