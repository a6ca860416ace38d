package io.quayside.domain.process;

import io.quayside.domain.Command;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response.Accept;
import io.quayside.domain.bidding.BiddingCommand.Response.Counter;
import io.quayside.domain.bidding.BiddingCommand.Response.Decline;
import io.quayside.domain.bidding.BiddingCommand.RevokeAward;
import io.quayside.domain.bidding.BiddingCommand.WithdrawTender;
import io.quayside.domain.bidding.Cause;
import io.quayside.domain.bidding.DeclineReason;
import io.quayside.domain.booking.BookingCommand.PauseBooking;
import io.quayside.domain.booking.BookingCommand.ResumeBooking;
import io.quayside.domain.booking.BookingCommand.RetryBooking;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.DocumentationCommand.WaiveDocument;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Random plans, and random commands around them. */
public final class BookingChance {
  private static final List<String> CARRIERS = List.of("MAEU", "HLCU", "CMDU");
  private static final List<String> PLANS =
      List.of(
          "'tenders':[{'kind':'SPOT','currency':'EUR','closesAfterSeconds':600,'award':'LOWEST'}]",
          "'tenders':[{'kind':'SPOT','currency':'EUR','closesAfterSeconds':60,"
              + "'awardWithinSeconds':600},{'kind':'WATERFALL','currency':'EUR',"
              + "'carriers':[{'carrier':'CMDU','amount':'9'},{'carrier':'MAEU','amount':'8'}]}]",
          "'tenders':[{'kind':'WATERFALL','currency':'EUR','carriers':"
              + "[{'carrier':'HLCU','amount':'9'}]}],'onNoCarrier':'CANCEL'",
          "'remindBeforeSeconds':60");
  private static final List<String> DOCUMENTS =
      List.of(
          ",'defaultDocuments':true",
          ",'documents':[{'type':'COMMERCIAL_INVOICE','dueAfterSeconds':900,'shared':true},"
              + "{'type':'ROAD_CONSIGNMENT_NOTE'},{'type':'PROOF_OF_DELIVERY'}]",
          ",'documents':[{'type':'PACKING_LIST','dueAfterSeconds':300}],"
              + "'onLateDocument':'CANCEL','graceSeconds':600",
          "");

  private BookingChance() {}

  /** The body of a StartBooking, with single quotes for double ones. */
  public static String plan(Random random) {
    return "{"
        + PLANS.get(random.nextInt(PLANS.size()))
        + DOCUMENTS.get(random.nextInt(DOCUMENTS.size()))
        + ",'autoRelease':"
        + random.nextBoolean()
        + "}";
  }

  /** A command of a caller, which may well be refused. */
  public static Command command(Random random, ShipmentStream stream, Instant now) {
    String carrier = CARRIERS.get(random.nextInt(CARRIERS.size()));
    Bidding bidding = stream.slice(Contexts.BIDDING);
    int tender = bidding == null ? 1 : Math.max(1, bidding.tenders().size());
    Documentation documentation = stream.slice(Contexts.DOCUMENTATION);
    int documents = documentation == null ? 0 : documentation.documents().size();
    int document = 1 + random.nextInt(documents + 1);
    return switch (random.nextInt(24)) {
      case 0, 1, 2 -> new PlaceBid(tender, carrier, "" + (1 + random.nextInt(99)), null, null);
      case 3, 4, 5 -> new RespondToOffer(tender, carrier, new Accept(null, null, null));
      case 6 -> new RespondToOffer(tender, carrier, new Decline(null, null));
      case 7 -> new RespondToOffer(tender, carrier, new Counter("7", null));
      case 8 -> new GiveBack(tender, carrier, DeclineReason.OTHER, null);
      case 9 -> new RevokeAward(tender, Cause.SHIPPER, "why not");
      case 10 -> new WithdrawTender(tender, Cause.SHIPPER, "why not");
      case 11 -> new AssignCarrier(carrier, null);
      case 12 -> new ReleaseShipment();
      case 13 -> random.nextInt(12) == 0 ? new CancelShipment("why not") : new ReleaseShipment();
      case 14 -> new PauseBooking("why not");
      case 15 -> new ResumeBooking();
      case 16 -> new RetryBooking();
      case 17 -> new SubmitDocument(document, null, null, "REF", null, null);
      case 18 -> new VerifyDocument(document, 1, null);
      case 19 -> new WaiveDocument(document, "why not");
      case 20 -> new VoidDocument(document, "why not");
      default -> {
        MilestoneCode[] codes = MilestoneCode.values();
        yield new RecordMilestone(
            new Milestone(codes[random.nextInt(codes.length)], now, null, null, null));
      }
    };
  }
}
