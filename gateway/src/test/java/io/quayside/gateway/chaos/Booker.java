package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.Client.Settled;
import io.quayside.gateway.chaos.History.Acceptance;
import io.quayside.gateway.chaos.History.Violation.Kind;
import io.quayside.gateway.chaos.Node.Reply;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.TenderClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Books shipments one after the other, has the gateway find their carriers, and plays the carriers.
 * What it was answered says which events a shipment has in the end, each once.
 */
final class Booker {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final long GIVES_UP_AFTER_NANOS = Duration.ofMinutes(3).toNanos();

  private final int number;
  private final List<Node> nodes;
  private final Client client;
  private final History history;
  private final BooleanSupplier over;

  /** How long a tender takes bids. */
  private final int closesAfterSeconds;

  private final Random random;
  private final Pace pace = new Pace(LOOK_EVERY);
  private final List<String> expected = new ArrayList<>();
  private String path = "";
  private int commands;
  private int booked;
  private int asked;

  Booker(
      int number, List<Node> nodes, History history, int closesAfterSeconds, BooleanSupplier over) {
    this.number = number;
    this.closesAfterSeconds = closesAfterSeconds;
    this.nodes = nodes;
    this.client = new Client(nodes, number, history);
    this.history = history;
    this.over = over;
    this.random = new Random(number);
  }

  /** Until it is over; then the booking that was begun has come to its end. */
  void run() {
    boolean settled = true;
    while (settled && !over.getAsBoolean()) {
      settled = bookOne();
    }
  }

  /** Brings a booking of a new shipment to its end; false if something stayed unanswered. */
  boolean bookOne() {
    var key = "b" + number + "-" + booked++;
    var shipment =
        accepted("/v1/shipments", Bodies.booking().put("reference", key), key)
            .map(reply -> reply.json().getString("shipmentId"));
    boolean settled = shipment.isPresent() && book(shipment.get());
    if (settled) {
      history.booked(new History.Booking(shipment.orElseThrow(), List.copyOf(expected)));
    }
    return settled;
  }

  /** Brings a booking to its end; false if something stayed without an answer. */
  private boolean book(String shipmentId) {
    path = "/v1/shipments/" + shipmentId;
    expected.clear();
    expect("shipment.booked", "booking.started", "bidding.tender-opened");
    if (command("/saga", plan()).isEmpty()
        || tender(1, "COLLECTING", "EVALUATING", "FAILED").isEmpty()) {
      return false;
    }
    var bid = bid();
    if (bid.isEmpty()) {
      return false;
    }
    int tender = bid.get() ? 1 : 2;
    if (bid.get()) {
      expect("bidding.bid-placed", "bidding.tender-closed", "bidding.offer-made");
    } else {
      expect(
          "bidding.tender-closed",
          "bidding.tender-failed",
          "bidding.tender-opened",
          "bidding.offer-made");
    }
    return tender(tender, "OFFERED").isPresent()
        && (random.nextInt(5) == 0
            ? cancel("bidding.tender-withdrawn")
            : accept(tender, bid.get() ? "HLCU" : "CMDU"));
  }

  private JsonObject plan() {
    var delivery =
        new JsonObject().put("type", "PROOF_OF_DELIVERY").put("dueAfterSeconds", 604_800);
    return BookingClient.plan(
            BookingClient.spot(closesAfterSeconds), TenderClient.waterfall("CMDU"))
        .put("documents", new JsonArray().add(delivery))
        .put("autoRelease", true);
  }

  /** Whether a bid was taken before the tender closed; empty without an answer. */
  private Optional<Boolean> bid() {
    var bidPath = path + "/tenders/1/bids/HLCU";
    var body = new JsonObject().put("amount", "980");
    var key = key();
    return client
        .settle(bidPath, node -> node.put(bidPath, body, key), Booker::isTooLate)
        .map(
            settled -> {
              if (settled.reply().accepted()) {
                history.accepted(acceptance(settled, key));
              }
              return settled.reply().accepted();
            });
  }

  private static boolean isTooLate(Reply reply) {
    return reply.status() == 409 && reply.body().contains("too-late");
  }

  private boolean accept(int tender, String carrier) {
    expect(
        "bidding.offer-accepted",
        "shipment.carrier-assigned",
        "documentation.requested",
        "shipment.released");
    var response = new JsonObject().put("response", "ACCEPT");
    if (command("/tenders/" + tender + "/offers/" + carrier + "/response", response).isEmpty()
        || saga("RELEASED").isEmpty()) {
      return false;
    }
    return random.nextInt(4) == 0
        ? cancel("documentation.voided", "bidding.award-revoked")
        : deliver();
  }

  private boolean cancel(String... undone) {
    expect("shipment.cancelled");
    expect(undone);
    expect("booking.compensated");
    return command("/cancellation", new JsonObject().put("reason", "no demand")).isPresent()
        && saga("COMPENSATED").isPresent();
  }

  private boolean deliver() {
    expect("shipment.picked-up", "shipment.delivered", "documentation.waived", "booking.completed");
    return command("/milestones", Bodies.milestone("PICKED_UP")).isPresent()
        && command("/milestones", Bodies.milestone("DELIVERED")).isPresent()
        && command("/documents/1/waiver", new JsonObject().put("reason", "signed")).isPresent()
        && saga("COMPLETED").isPresent();
  }

  private void expect(String... types) {
    expected.addAll(List.of(types));
  }

  private String key() {
    return "b" + number + "-command-" + commands++;
  }

  private Optional<Reply> command(String route, JsonObject body) {
    return accepted(path + route, body, key());
  }

  private Optional<Reply> accepted(String where, JsonObject body, String key) {
    return client
        .settle(where + " " + key, node -> node.post(where, body, key))
        .map(
            settled -> {
              history.accepted(acceptance(settled, key));
              return settled.reply();
            });
  }

  private static Acceptance acceptance(Settled settled, String key) {
    var answer = settled.reply().json();
    return new Acceptance(
        answer.getString("shipmentId"),
        key,
        "",
        answer.getInteger("version"),
        answer.getString("eventId"),
        settled.firstSentNanos(),
        settled.sentNanos(),
        settled.answeredNanos(),
        settled.attempts(),
        settled.node().name());
  }

  private Optional<JsonObject> tender(int tender, String... statuses) {
    return await(
        "/tenders/" + tender, shown -> List.of(statuses).contains(shown.getString("tenderStatus")));
  }

  private Optional<JsonObject> saga(String phase) {
    return await("/saga", shown -> phase.equals(shown.getString("phase")));
  }

  /** Asks one node after the other until one shows it so; for minutes at most. */
  private Optional<JsonObject> await(String route, Predicate<JsonObject> isSo) {
    long began = System.nanoTime();
    while (true) {
      var reply = nodes.get(asked++ % nodes.size()).get(path + route);
      if (reply.status() == 200 && isSo.test(reply.json())) {
        return Optional.of(reply.json());
      }
      if (System.nanoTime() - began > GIVES_UP_AFTER_NANOS) {
        history.violated(
            Kind.PROCESS, "%s%s behind %s stays %s".formatted(path, route, expected, reply));
        return Optional.empty();
      }
      pace.await();
    }
  }
}
