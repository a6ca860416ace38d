package io.quayside.domain.bidding;

import static io.quayside.common.problem.ProblemCode.BID_TOO_HIGH;
import static io.quayside.common.problem.ProblemCode.ILLEGAL_TRANSITION;
import static io.quayside.common.problem.ProblemCode.LIMIT_REACHED;
import static io.quayside.common.problem.ProblemCode.NOT_INVITED;
import static io.quayside.common.problem.ProblemCode.TENDER_IN_PROGRESS;
import static io.quayside.common.problem.ProblemCode.TENDER_NOT_FOUND;
import static io.quayside.common.problem.ProblemCode.TOO_LATE;
import static io.quayside.common.problem.ProblemCode.VALIDATION_FAILED;
import static io.quayside.domain.bidding.TenderRun.T0;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.quayside.domain.bidding.BiddingEvent.OfferMade;
import io.quayside.domain.bidding.BiddingEvent.Ranked;
import io.quayside.domain.bidding.BiddingEvent.TenderClosed;
import io.quayside.domain.bidding.BiddingEvent.TenderFailed;
import io.quayside.domain.bidding.Offer.Outcome;
import io.quayside.domain.bidding.Terms.Listed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TendersTest {
  private static final Instant CLOSES = T0.plusSeconds(7_200);

  private final TenderRun run = new TenderRun();

  private static OpenTender spot(Award award, String ceiling, String... carriers) {
    List<Listed> listed =
        carriers.length == 0
            ? null
            : List.of(carriers).stream().map(carrier -> new Listed(carrier, null)).toList();
    return new OpenTender(
        new Terms(
            TenderKind.SPOT, "EUR", listed, CLOSES, award, 1_800, 86_400, ceiling, null, null),
        null);
  }

  private static OpenTender waterfall() {
    return new OpenTender(
        new Terms(
            TenderKind.WATERFALL,
            "EUR",
            List.of(
                new Listed("MAEU", "950.00"),
                new Listed("HLCU", "990.00"),
                new Listed("CMDU", "1100.00")),
            null,
            null,
            1_800,
            86_400,
            null,
            null,
            null),
        null);
  }

  private static PlaceBid bid(String carrier, String amount) {
    return new PlaceBid(1, carrier, amount, null, null);
  }

  private static RespondToOffer accept(String carrier) {
    return new RespondToOffer(1, carrier, new Accept("HH-AB 12", null, null));
  }

  private static RespondToOffer decline(String carrier) {
    return new RespondToOffer(1, carrier, new Decline(DeclineReason.NO_CAPACITY, null));
  }

  private static RespondToOffer counter(String carrier, String amount) {
    return new RespondToOffer(1, carrier, new Counter(amount, null));
  }

  @Test
  void shouldRankByAmountThenByTheLog() {
    run.with(spot(Award.MANUAL, null))
        .with(bid("MAEU", "1010"), bid("HLCU", "980"), bid("CMDU", "980.0"));

    TenderClosed closed = (TenderClosed) run.accept(new CloseTender(1));

    assertThat(closed.early()).isTrue();
    assertThat(closed.ranking())
        .containsExactly(
            new Ranked("HLCU", "980.00", 4),
            new Ranked("CMDU", "980.00", 5),
            new Ranked("MAEU", "1010.00", 3));
  }

  @Test
  void shouldReplaceACarriersBidByItsNextAtAnyAmount() {
    run.with(spot(Award.MANUAL, null), bid("MAEU", "1010"));

    BidPlaced second = (BidPlaced) run.accept(bid("MAEU", "1200.5"));

    assertThat(second.replaces()).isEqualTo(3);
    assertThat(run.tender().bids()).hasSize(1);
    assertThat(run.tender().bids().getFirst().amount()).isEqualTo("1200.50");
  }

  @Test
  void shouldRefuseBidsInTheOrderOfTheTable() {
    run.refuse(TENDER_NOT_FOUND, bid("MAEU", "1"));
    run.with(spot(Award.MANUAL, "1500.00", "MAEU", "HLCU"));
    run.refuse(NOT_INVITED, bid("CMDU", "9999.999"));
    run.refuse(VALIDATION_FAILED, bid("MAEU", "9999.999"));
    run.refuse(BID_TOO_HIGH, bid("MAEU", "1500.01"));
    run.with(bid("MAEU", "1500"));
    run.at(CLOSES).refuse(TOO_LATE, bid("MAEU", "1"));
    run.refuse(NOT_INVITED, bid("CMDU", "1"));
    run.at(CLOSES.minusMillis(1)).with(new CloseTender(1));
    run.refuse(ILLEGAL_TRANSITION, bid("MAEU", "1"));
    run.at(CLOSES).refuse(TOO_LATE, bid("MAEU", "1"));
  }

  @Test
  void shouldTakeNoBidsInAWaterfall() {
    run.with(waterfall());
    run.refuse(ILLEGAL_TRANSITION, bid("XXXX", "1"));
  }

  @Test
  void shouldBoundTheBidsOfABidder() {
    run.with(spot(Award.MANUAL, null));
    for (int i = 0; i < Tenders.MAX_BIDS_OF_A_BIDDER; i++) {
      run.with(bid("MAEU", "100"));
    }
    run.refuse(LIMIT_REACHED, bid("MAEU", "9.999"));
    run.with(new WithdrawBid(1, "MAEU"));
    run.refuse(LIMIT_REACHED, bid("MAEU", "99"));
    run.with(bid("HLCU", "99"));
  }

  @Test
  void shouldBoundTheBidders() {
    run.with(spot(Award.MANUAL, null));
    for (int i = 0; i < Tenders.MAX_BIDDERS; i++) {
      String carrier = "" + (char) ('A' + i / 26) + (char) ('A' + i % 26);
      run.with(bid(carrier, "100"), new WithdrawBid(1, carrier));
    }
    run.refuse(LIMIT_REACHED, bid("ZZZZ", "100"));
    run.with(bid("AA", "50"));
  }

  @Test
  void shouldHaveOneCurrentTenderAndNinetyNineAtMost() {
    for (int number = 1; number <= Tenders.MAX_TENDERS; number++) {
      run.with(waterfall());
      assertThat(run.tender().number()).isEqualTo(number);
      run.refuse(TENDER_IN_PROGRESS, waterfall());
      run.with(new WithdrawTender(number, Cause.SHIPPER, "again"));
    }
    run.refuse(LIMIT_REACHED, waterfall());
  }

  @Test
  void shouldRefuseATenderThatWouldBeOver() {
    run.at(CLOSES).refuse(TOO_LATE, spot(Award.MANUAL, null));
    run.at(CLOSES.minusMillis(1)).with(spot(Award.MANUAL, null));
  }

  @Test
  void shouldOfferAWaterfallToOneCarrierAfterAnother() {
    run.with(waterfall());
    assertThat(run.tender().status()).isEqualTo(TenderStatus.EVALUATING);
    assertThat(run.tender().nextByItself().carrier()).isEqualTo("MAEU");

    run.with(new MakeOffer(1, "MAEU"), decline("MAEU"));
    assertThat(run.tender().nextByItself().carrier()).isEqualTo("HLCU");
    run.with(new MakeOffer(1, "HLCU")).later(1_799);
    run.refuse(ILLEGAL_TRANSITION, new ExpireOffer(1));
    run.later(1).refuse(TOO_LATE, accept("HLCU"));
    run.with(new ExpireOffer(1));
    run.refuse(TOO_LATE, accept("HLCU"));
    run.refuse(ILLEGAL_TRANSITION, accept("MAEU"));
    OfferMade third = (OfferMade) run.accept(new MakeOffer(1, "CMDU"));
    assertThat(third.offer()).isEqualTo(3);
    assertThat(third.bid()).isNull();
    assertThat(third.expiresAt()).isEqualTo(run.now().plusSeconds(1_800));
    run.with(accept("CMDU"));

    assertThat(run.tender().status()).isEqualTo(TenderStatus.CONFIRMED);
    assertThat(run.tender().award().amount()).isEqualTo("1100.00");
    assertThat(run.tender().progress().acceptedVersion()).isEqualTo(run.version());
    run.refuse(ILLEGAL_TRANSITION, accept("CMDU"));
  }

  @Test
  void shouldFailAWaterfallThatNobodyTakes() {
    run.with(waterfall());
    for (String carrier : List.of("MAEU", "HLCU", "CMDU")) {
      run.refuse(ILLEGAL_TRANSITION, new FailTender(1));
      run.with(new MakeOffer(1, carrier), decline(carrier));
    }
    TenderFailed failed = (TenderFailed) run.accept(new FailTender(1));
    assertThat(failed.cause()).isEqualTo(Cause.ALL_DECLINED);
    assertThat(run.bidding().current()).isNull();
  }

  @Test
  void shouldFailATenderWithoutBidsAtOnce() {
    run.with(spot(Award.MANUAL, null)).at(CLOSES).with(new CloseTender(1));
    assertThat(((TenderFailed) run.accept(new FailTender(1))).cause()).isEqualTo(Cause.NO_BIDS);
  }

  @Test
  void shouldWaitForTheShipperUntilAwardBy() {
    run.with(spot(Award.MANUAL, null), bid("MAEU", "100")).at(CLOSES).with(new CloseTender(1));
    assertThat(run.tender().awardBy()).isEqualTo(CLOSES.plusSeconds(86_400));
    assertThat(run.tender().nextByItself()).isNull();
    run.later(86_399).refuse(ILLEGAL_TRANSITION, new FailTender(1));
    run.later(1);
    TenderFailed failed = (TenderFailed) run.accept(new FailTender(1));
    assertThat(failed.cause()).isEqualTo(Cause.NOT_AWARDED);
  }

  @Test
  void shouldOfferACounterByTheShipperOnly() {
    run.with(spot(Award.LOWEST, null, "MAEU", "HLCU"))
        .with(bid("MAEU", "100"), bid("HLCU", "120"), new CloseTender(1))
        .with(new MakeOffer(1, "MAEU"), counter("MAEU", "110"));
    Instant since = run.now();
    assertThat(run.tender().bid("MAEU").counter()).isTrue();
    assertThat(run.tender().nextByItself().carrier()).isEqualTo("HLCU");
    run.later(60).with(new MakeOffer(1, "HLCU"), decline("HLCU"));
    assertThat(run.tender().nextByItself()).isNull();
    assertThat(run.tender().awardBy()).isEqualTo(since.plusSeconds(60 + 86_400));
    run.refuse(ILLEGAL_TRANSITION, new MakeOffer(1, "HLCU"));
    OfferMade again = (OfferMade) run.accept(new MakeOffer(1, "MAEU"));
    assertThat(again.amount()).isEqualTo("110.00");
    assertThat(again.bid()).isEqualTo(run.tender().bid("MAEU").version());
  }

  @Test
  void shouldKeepTheTimeToAwardWhenABidIsWithdrawn() {
    run.with(spot(Award.MANUAL, null), bid("MAEU", "100"), bid("HLCU", "90"), new CloseTender(1));
    Instant awardBy = run.tender().awardBy();
    run.later(600).with(new WithdrawBid(1, "HLCU"));
    assertThat(run.tender().awardBy()).isEqualTo(awardBy);
    run.refuse(ILLEGAL_TRANSITION, new MakeOffer(1, "HLCU"));
  }

  @Test
  void shouldLetABidBeWithdrawnUnlessItIsOffered() {
    run.with(spot(Award.MANUAL, null), bid("MAEU", "100"), bid("HLCU", "90"), new CloseTender(1))
        .with(new MakeOffer(1, "HLCU"));
    run.refuse(ILLEGAL_TRANSITION, new WithdrawBid(1, "HLCU"));
    run.with(new WithdrawBid(1, "MAEU"));
    run.refuse(ILLEGAL_TRANSITION, new WithdrawBid(1, "MAEU"));
    assertThat(run.tender().status()).isEqualTo(TenderStatus.OFFERED);
    run.with(accept("HLCU"));
    run.refuse(ILLEGAL_TRANSITION, new WithdrawBid(1, "HLCU"));
  }

  @Test
  void shouldGoOnAfterAnAwardIsGivenBack() {
    run.with(spot(Award.LOWEST, null), bid("MAEU", "100"), bid("HLCU", "90"), new CloseTender(1))
        .with(new MakeOffer(1, "HLCU"), accept("HLCU"));
    run.refuse(ILLEGAL_TRANSITION, new GiveBack(1, "MAEU", DeclineReason.OTHER, null));
    run.with(new GiveBack(1, "HLCU", DeclineReason.EQUIPMENT, "broke down"));
    assertThat(run.tender().offers().getFirst().outcome()).isEqualTo(Outcome.GIVEN_BACK);
    assertThat(run.tender().nextByItself().carrier()).isEqualTo("MAEU");
    run.refuse(ILLEGAL_TRANSITION, accept("HLCU"));
  }

  @Test
  void shouldEndAtARevocationOrWithdrawal() {
    run.with(waterfall(), new MakeOffer(1, "MAEU"));
    run.refuse(ILLEGAL_TRANSITION, new RevokeAward(1, Cause.SHIPPER, "no"));
    run.refuse(ILLEGAL_TRANSITION, new RevokeOffer(1, "HLCU"));
    run.with(new RevokeOffer(1, "MAEU"));
    assertThat(run.tender().offers().getFirst().outcome()).isEqualTo(Outcome.REVOKED);
    run.with(new MakeOffer(1, "HLCU"), accept("HLCU"));
    run.refuse(ILLEGAL_TRANSITION, new WithdrawTender(1, Cause.SHIPPER, "no"));
    run.with(new RevokeAward(1, Cause.SHIPPER, "rate withdrawn"));
    assertThat(run.tender().status()).isEqualTo(TenderStatus.REVOKED);
    assertThat(run.tender().progress().cause()).isEqualTo(Cause.SHIPPER);
    run.refuse(ILLEGAL_TRANSITION, new CloseTender(1));

    run.with(waterfall(), new MakeOffer(2, "MAEU"));
    run.with(new WithdrawTender(2, Cause.SHIPMENT_CANCELLED, null));
    assertThat(run.tender().offers().getFirst().outcome()).isEqualTo(Outcome.REVOKED);
    run.refuse(ILLEGAL_TRANSITION, new RespondToOffer(2, "MAEU", new Accept(null, null, null)));
  }

  @Test
  void shouldNameTheDecimalsOfTheCurrency() {
    run.with(spot(Award.MANUAL, null));
    Decision.Rejected rejected = (Decision.Rejected) run.decide(bid("MAEU", "10.001"));
    assertThat(rejected.problem().errors().getFirst().where()).isEqualTo("/amount");
    assertThat(Amounts.inCurrency("100.5", "JPY")).isNull();
    assertThat(Amounts.inCurrency("100", "JPY")).isEqualTo("100");
    assertThat(Amounts.inCurrency("980", "KWD")).isEqualTo("980.000");
    assertThat(Amounts.isCurrency("CLF")).isTrue();
    assertThat(Amounts.isCurrency("XAU")).isFalse();
    assertThat(Amounts.isCurrency("XXX")).isFalse();
    assertThat(Amounts.isCurrency("ABC")).isFalse();
    assertThat(Amounts.isWellFormed("0.00")).isFalse();
    assertThat(Amounts.isWellFormed("01")).isFalse();
    assertThat(Amounts.isWellFormed("999999999999.9999")).isTrue();
  }

  @Test
  void shouldWriteEventsAsTheContractShowsThem() {
    run.with(spot(Award.LOWEST, null, "MAEU", "HLCU"), bid("MAEU", "1010"), bid("HLCU", "990"));
    BiddingEvent replaced = run.accept(new PlaceBid(1, "HLCU", "980", 30, null));
    BiddingEvent closed = run.accept(new CloseTender(1));
    BiddingEvent made = run.accept(new MakeOffer(1, "HLCU"));

    assertThat(TenderRun.json(replaced))
        .isEqualTo(
            "{\"tender\":1,\"carrier\":\"HLCU\",\"amount\":\"980.00\",\"transitHours\":30,"
                + "\"replaces\":4,\"tenderStatus\":\"COLLECTING\"}");
    assertThat(TenderRun.json(closed))
        .isEqualTo(
            "{\"tender\":1,\"early\":true,\"ranking\":["
                + "{\"carrier\":\"HLCU\",\"amount\":\"980.00\",\"bid\":5},"
                + "{\"carrier\":\"MAEU\",\"amount\":\"1010.00\",\"bid\":3}],"
                + "\"tenderStatus\":\"EVALUATING\"}");
    assertThat(TenderRun.json(made))
        .isEqualTo(
            "{\"tender\":1,\"offer\":1,\"carrier\":\"HLCU\",\"amount\":\"980.00\",\"bid\":5,"
                + "\"expiresAt\":\"2026-12-01T09:30:00.000Z\",\"tenderStatus\":\"OFFERED\"}");
  }
}
