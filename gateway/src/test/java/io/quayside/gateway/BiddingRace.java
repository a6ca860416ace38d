package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Caller.Reply;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.TenderClient;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A hundred carriers that bid on one tender, each through every node, until it is too late. */
final class BiddingRace {
  private static final int CARRIERS = 100;

  /** A carrier bids at even intervals while the tender is open, and then some times more. */
  private static final int BIDS_IN_TIME = 8;

  private static final int BIDS = BIDS_IN_TIME + 2;
  private static final Duration RETRY = Duration.ofMillis(20);

  private final TenderClient tender;
  private final Instant closesAt;
  private final Duration pause;

  /** The versions of accepted bids, by the keys of their commands. */
  private final Map<String, Integer> accepted = new ConcurrentHashMap<>();

  private final AtomicInteger late = new AtomicInteger();

  private BiddingRace(TenderClient tender, Instant closesAt, Duration open) {
    this.tender = tender;
    this.closesAt = closesAt;
    this.pause = open.dividedBy(BIDS_IN_TIME);
  }

  /** Opens a tender to every carrier. */
  static BiddingRace open(Client client, Duration open) {
    var terms = TenderClient.spot(open);
    var id = new Dispatcher(client).book();
    var tender = TenderClient.open(Caller.overHttp(client), id, terms);
    return new BiddingRace(tender, Instant.parse(terms.getString("closesAt")), open);
  }

  /** The bids accepted so far. */
  int accepted() {
    return accepted.size();
  }

  /** Lets the carriers bid through these nodes; completes when it is too late for all of them. */
  CompletableFuture<Void> run(List<Client> nodes) {
    var callers = nodes.stream().map(Caller::overHttp).toList();
    return CompletableFuture.allOf(
        IntStream.range(0, CARRIERS)
            .mapToObj(
                number ->
                    CompletableFuture.runAsync(
                        () -> bid(callers, number), Thread::startVirtualThread))
            .toArray(CompletableFuture[]::new));
  }

  private void bid(List<Caller> callers, int number) {
    var random = new Random(number);
    var carrier = "C" + (char) ('A' + number / 26) + (char) ('A' + number % 26);
    for (int i = 0; i < BIDS; i++) {
      // Few amounts, so that many bids are equal.
      var amount = new JsonObject().put("amount", Integer.toString(900 + random.nextInt(50)));
      var command = tender.command("PlaceBid", carrier, amount).withKey(carrier + "-" + i);
      var reply = answered(callers, number + i, command);
      if (reply.status() == 200) {
        accepted.put(command.key(), reply.version());
      } else {
        reply.expectProblem(409, "too-late");
        assertThat(Instant.now()).isAfterOrEqualTo(closesAt);
        late.incrementAndGet();
        return;
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /** Sends a command with its key until it is decided, each time to the next node. */
  private static Reply answered(List<Caller> callers, int first, Command command) {
    for (int attempt = 0; ; attempt++) {
      try {
        var reply = callers.get((first + attempt) % callers.size()).call(command);
        boolean again =
            reply.status() == 503 || "command-in-flight".equals(reply.body().getString("code"));
        if (!again) {
          return reply;
        }
      } catch (CompletionException noAnswer) {
        // The node is gone: nobody knows whether the bid was placed.
        assertThat(noAnswer).hasCauseInstanceOf(IOException.class);
      }
      LockSupport.parkNanos(RETRY.toNanos());
    }
  }

  /** What was accepted is what the log has, in time; the ranking follows from the bids alone. */
  void check(TopicReader log) {
    var closing = tender.close();
    if (closing.status() != 200) {
      closing.expectProblem(409, "illegal-transition");
    }
    Set<Integer> versions = new HashSet<>();
    Map<String, JsonObject> standing = new HashMap<>();
    Set<Integer> placed = new HashSet<>();
    JsonArray ranking = null;
    for (var record : log.read("shipment-events", tender.shipmentId())) {
      var event = TopicReader.json(record);
      int version = event.getInteger("shipmentversion");
      if (!versions.add(version)) {
        continue;
      }
      var data = event.getJsonObject("data");
      switch (event.getString("type")) {
        case "bidding.bid-placed.v1" -> {
          assertThat(ranking).as("no bid after the closing").isNull();
          assertThat(Instant.parse(event.getString("time"))).isBefore(closesAt);
          var bid =
              TenderClient.ranked(data.getString("carrier"), data.getString("amount"), version);
          var former = standing.put(data.getString("carrier"), bid);
          assertThat(data.getInteger("replaces"))
              .isEqualTo(former == null ? null : former.getInteger("bid"));
          placed.add(version);
        }
        case "bidding.tender-closed.v1" -> ranking = data.getJsonArray("ranking");
        default -> {
          // Opened before, or led on after.
        }
      }
    }
    assertThat(placed).hasSizeGreaterThan(CARRIERS);
    assertThat(accepted.values()).as("accepted bids").containsExactlyInAnyOrderElementsOf(placed);
    assertThat(late).as("carriers that were too late").hasValueGreaterThan(0);
    var expected =
        standing.values().stream()
            .sorted(
                Comparator.<JsonObject, BigDecimal>comparing(
                        bid -> new BigDecimal(bid.getString("amount")))
                    .thenComparing(bid -> bid.getInteger("bid")))
            .toArray(JsonObject[]::new);
    assertThat(ranking).isEqualTo(TenderClient.ranking(expected));
  }
}
