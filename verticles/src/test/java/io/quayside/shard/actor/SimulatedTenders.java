package io.quayside.shard.actor;

import io.quayside.domain.bidding.Award;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.BiddingCommand;
import io.quayside.domain.bidding.BiddingCommand.CloseTender;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response;
import io.quayside.domain.bidding.BiddingCommand.RevokeAward;
import io.quayside.domain.bidding.BiddingCommand.RevokeOffer;
import io.quayside.domain.bidding.BiddingCommand.WithdrawBid;
import io.quayside.domain.bidding.BiddingCommand.WithdrawTender;
import io.quayside.domain.bidding.Cause;
import io.quayside.domain.bidding.DeclineReason;
import io.quayside.domain.bidding.Offer;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Commands to tenders by chance: mostly what the tender waits for, at times anything. */
final class SimulatedTenders {
  private static final List<String> CARRIERS = SimulatedPrincipals.CARRIERS;
  private static final int ANYTHING = 5;

  /** Owners' clocks differ by 20 s, so by more than many a tender is open for. */
  private static final int LONGEST_OPEN_MILLIS = 60_000;

  private final SimulatedWorld world;
  private final Random random;

  SimulatedTenders(SimulatedWorld world) {
    this.world = world;
    this.random = world.random;
  }

  /** A command to a shipment whose tenders are known; null before the first. */
  BiddingCommand command(Bidding known) {
    Tender last = known == null || known.tenders().isEmpty() ? null : known.tenders().getLast();
    int number = last == null ? 1 : last.number();
    if (random.nextInt(ANYTHING) == 0) {
      return any(Math.max(1, number + random.nextInt(3) - 1));
    }
    if (last == null || last.status().isFinal()) {
      return open();
    }
    return switch (last.status()) {
      case COLLECTING ->
          switch (random.nextInt(8)) {
            case 0 -> new CloseTender(number);
            case 1 -> new WithdrawBid(number, carrier());
            default -> bid(number);
          };
      case EVALUATING ->
          random.nextInt(10) == 0
              ? new WithdrawTender(number, Cause.SHIPPER, "no longer needed")
              : new MakeOffer(number, candidate(last));
      case OFFERED -> new RespondToOffer(number, offered(last), response());
      case CONFIRMED ->
          random.nextInt(4) == 0
              ? new RevokeAward(number, Cause.SHIPPER, "rate withdrawn")
              : new GiveBack(number, awarded(last), DeclineReason.EQUIPMENT, null);
      case FAILED, WITHDRAWN, REVOKED -> open();
    };
  }

  private BiddingCommand any(int number) {
    return switch (random.nextInt(11)) {
      case 0 -> open();
      case 1 -> bid(number);
      case 2 -> new WithdrawBid(number, carrier());
      case 3 -> new CloseTender(number);
      case 4 -> new MakeOffer(number, carrier());
      case 5, 6 -> new RespondToOffer(number, carrier(), response());
      case 7 -> new RevokeOffer(number, carrier());
      case 8 -> new GiveBack(number, carrier(), DeclineReason.RATE, null);
      case 9 -> new RevokeAward(number, Cause.SHIPPER, "none");
      default -> new WithdrawTender(number, Cause.SHIPPER, "none");
    };
  }

  private BiddingCommand open() {
    boolean spot = random.nextInt(4) > 0;
    Instant closesAt = world.instant().plusMillis(1_000 + random.nextInt(LONGEST_OPEN_MILLIS));
    List<Listed> some =
        CARRIERS.stream()
            .filter(carrier -> random.nextInt(4) > 0)
            .map(carrier -> new Listed(carrier, spot ? null : "950.00"))
            .toList();
    boolean everybody = spot && random.nextBoolean();
    List<Listed> listed = some.isEmpty() ? List.of(new Listed("MAEU", spot ? null : "9.00")) : some;
    return new OpenTender(
        new Terms(
            spot ? TenderKind.SPOT : TenderKind.WATERFALL,
            "EUR",
            everybody ? null : listed,
            spot ? closesAt : null,
            spot ? Award.MANUAL : null,
            1 + random.nextInt(60),
            1 + random.nextInt(60),
            random.nextInt(3) == 0 ? "1010.00" : null,
            null,
            null),
        null);
  }

  /** Few amounts, so that bids are equal at times; some with too many decimals. */
  private PlaceBid bid(int number) {
    return new PlaceBid(number, carrier(), amount(), null, null);
  }

  private String amount() {
    String whole = Integer.toString(995 + random.nextInt(20));
    return random.nextInt(30) == 0 ? whole + ".005" : whole;
  }

  private Response response() {
    return switch (random.nextInt(3)) {
      case 0 -> new Response.Accept(null, null, null);
      case 1 -> new Response.Decline(DeclineReason.LANE, null);
      default -> new Response.Counter(amount(), null);
    };
  }

  private String candidate(Tender tender) {
    List<Tender.Candidate> candidates = tender.candidates();
    return candidates.isEmpty()
        ? carrier()
        : candidates.get(random.nextInt(candidates.size())).carrier();
  }

  private String offered(Tender tender) {
    Offer offer = tender.standingOffer();
    return offer == null || random.nextInt(8) == 0 ? carrier() : offer.carrier();
  }

  private String awarded(Tender tender) {
    Offer award = tender.award();
    return award == null || random.nextInt(8) == 0 ? carrier() : award.carrier();
  }

  private String carrier() {
    return CARRIERS.get(random.nextInt(CARRIERS.size()));
  }
}
