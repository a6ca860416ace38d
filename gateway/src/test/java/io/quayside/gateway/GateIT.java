package io.quayside.gateway;

import static io.quayside.gateway.harness.DocumentClient.ofType;
import static io.quayside.gateway.harness.TenderClient.spot;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.Status;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Caller.Reply;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.DocumentClient;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TenderClient;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a shipment's status, its carrier and its documents forbid to other contexts. */
@ExtendWith(SharedGateway.class)
class GateIT {
  private static final String CARRIER = "MAEU";
  private static final Set<Status> CARRIER_MAY_CHANGE =
      EnumSet.of(Status.BOOKED, Status.CARRIER_ASSIGNED);
  private static final Set<Status> MAY_BE_GIVEN_BACK =
      EnumSet.of(Status.BOOKED, Status.CARRIER_ASSIGNED, Status.RELEASED);
  private static final Set<Status> WITHOUT_GOODS = EnumSet.of(Status.CANCELLED, Status.LOST);

  private final Client client;
  private final Dispatcher dispatcher;
  private final Caller caller;

  GateIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
    caller = Caller.overHttp(client);
  }

  /** The milestones that lead from CARRIER_ASSIGNED to a status. */
  private static List<String> milestonesTo(Status status) {
    return switch (status) {
      case BOOKED, CARRIER_ASSIGNED, RELEASED, CANCELLED -> List.of();
      case PICKED_UP -> List.of("PICKED_UP");
      case IN_TRANSIT -> List.of("PICKED_UP", "DEPARTED");
      case AT_FACILITY -> List.of("PICKED_UP", "ARRIVED");
      case CUSTOMS_HOLD -> List.of("PICKED_UP", "CUSTOMS_HELD");
      case OUT_FOR_DELIVERY -> List.of("PICKED_UP", "OUT_FOR_DELIVERY");
      case DELIVERY_ATTEMPTED -> List.of("PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERY_ATTEMPTED");
      case AVAILABLE_FOR_PICKUP -> List.of("PICKED_UP", "ARRIVED", "AVAILABLE_FOR_PICKUP");
      case DELIVERED -> List.of("PICKED_UP", "DELIVERED");
      case EXCEPTION -> List.of("PICKED_UP", "EXCEPTION_RAISED");
      case RETURNING -> List.of("PICKED_UP", "RETURN_STARTED");
      case RETURNED -> List.of("PICKED_UP", "RETURN_STARTED", "RETURNED");
      case LOST -> List.of("PICKED_UP", "LOST");
    };
  }

  /** A new shipment, with the carrier assigned if a later status needs one. */
  private String book(Status later) {
    var id = dispatcher.book();
    if (later != Status.BOOKED && later != Status.CANCELLED) {
      dispatcher.assignCarrier(id, "HH-QS 1").expect(200);
    }
    return id;
  }

  private void bringTo(Status status, String id) {
    switch (status) {
      case RELEASED -> dispatcher.release(id).expect(200);
      case CANCELLED -> dispatcher.cancel(id, "no longer needed").expect(200);
      default -> {
        for (var code : milestonesTo(status)) {
          var milestone = Bodies.milestone(code);
          if (code.equals("EXCEPTION_RAISED")) {
            milestone.put("exceptionCode", "DELAYED");
          }
          dispatcher.milestone(id, milestone).expect(200);
        }
      }
    }
    assertThat(dispatcher.view(id, 1).getString("shipmentId")).isEqualTo(id);
  }

  private TenderClient collecting(Status later) {
    return TenderClient.open(caller, book(later), spot());
  }

  /** A tender in which the carrier's bid may be offered. */
  private TenderClient evaluating(Status later) {
    var tender = collecting(later);
    tender.bid(CARRIER, "980").expect(200);
    tender.close().expect(200);
    return tender;
  }

  private TenderClient offered(Status later) {
    var tender = evaluating(later);
    tender.offer(CARRIER).expect(200);
    return tender;
  }

  private TenderClient confirmed(Status later) {
    var tender = offered(later);
    tender.accept(CARRIER).expect(200);
    return tender;
  }

  private static void judge(Reply reply, boolean passes, int passed) {
    if (passes) {
      reply.expect(passed);
    } else {
      reply.expectProblem(409, "illegal-transition");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLookForACarrierOnlyWhileOneMayBeAssigned(Status status) {
    boolean passes = CARRIER_MAY_CHANGE.contains(status);

    var fresh = book(status);
    bringTo(status, fresh);
    judge(caller.call(Command.of("OpenTender", fresh, spot())), passes, 201);

    var collecting = collecting(status);
    bringTo(status, collecting.shipmentId());
    judge(collecting.bid(CARRIER, "980"), passes, 200);

    var evaluating = evaluating(status);
    bringTo(status, evaluating.shipmentId());
    judge(evaluating.offer(CARRIER), passes, 200);

    var countered = offered(status);
    bringTo(status, countered.shipmentId());
    judge(countered.counter(CARRIER, "990"), passes, 200);

    var accepted = offered(status);
    bringTo(status, accepted.shipmentId());
    judge(accepted.accept(CARRIER), passes, 200);
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeBackTheLoadOnlyBeforeItIsPickedUp(Status status) {
    var confirmed = confirmed(status);
    bringTo(status, confirmed.shipmentId());

    judge(confirmed.giveBack(CARRIER, "NO_CAPACITY"), MAY_BE_GIVEN_BACK.contains(status), 200);
  }

  @ParameterizedTest
  @EnumSource
  void shouldRequestDocumentsAsLongAsThereAreGoods(Status status) {
    var id = book(status);
    bringTo(status, id);

    judge(
        caller.call(Command.of("RequestDocument", id, ofType("PROOF_OF_DELIVERY"))),
        !WITHOUT_GOODS.contains(status),
        201);
  }

  @Test
  void shouldEndTheBiddingOnceACarrierIsAssignedByHand() {
    var collecting = collecting(Status.BOOKED);
    var evaluating = evaluating(Status.BOOKED);
    var offered = offered(Status.BOOKED);
    for (var tender : List.of(collecting, evaluating, offered)) {
      dispatcher.assignCarrier(tender.shipmentId(), "HH-QS 1").expect(200);
    }

    collecting.bid(CARRIER, "980").expectProblem(409, "illegal-transition");
    evaluating.offer(CARRIER).expectProblem(409, "illegal-transition");
    offered.counter(CARRIER, "990").expectProblem(409, "illegal-transition");
    offered.accept(CARRIER).expectProblem(409, "illegal-transition");
  }

  @Test
  void shouldNotReleaseWithoutTheCarrierThatGaveTheLoadBack() {
    var confirmed = confirmed(Status.CARRIER_ASSIGNED);
    var id = confirmed.shipmentId();
    confirmed.giveBack(CARRIER, "EQUIPMENT").expect(200);

    dispatcher.release(id).expectProblem(409, "illegal-transition");
    dispatcher.assignCarrier(id, "HH-QS 2").expect(200);
    dispatcher.release(id).expect(200);
  }

  /** A context's own refusal comes before that of the gate. */
  @Test
  void shouldAskTheContextFirst() {
    var id = dispatcher.book();
    DocumentClient.request(caller, id, ofType("PACKING_LIST"));

    dispatcher.release(id).expectProblem(409, "illegal-transition");
    dispatcher.assignCarrier(id, "HH-QS 1").expect(200);
    dispatcher.release(id).expectProblem(409, "documents-missing");
  }

  /** Facts are facts: a pick-up needs no release, hence no documents. */
  @Test
  void shouldNotRefuseAFactForTheSakeOfADocument() {
    var id = dispatcher.book();
    DocumentClient.request(caller, id, ofType("COMMERCIAL_INVOICE"));
    DocumentClient.request(caller, id, ofType("PROOF_OF_DELIVERY"));
    dispatcher.assignCarrier(id, "HH-QS 1").expect(200);

    dispatcher.milestone(id, "PICKED_UP").expect(200);
    dispatcher.milestone(id, "DELIVERED").expect(200);
  }
}
