package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.Load.Tally;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Commands without a webhook, then with one fast endpoint, then with a hundred; and how long the
 * events of one endpoint take while one shipment's are refused.
 */
record WebhookSending() implements Scenario {
  private static final int MANY = 100;
  private static final int DELAYED = 101;
  private static final int OK = 200;
  private static final int CREATED = 201;

  /** Of a round, in which commands are sent whose events go to all endpoints. */
  private static final double SHARE_OF_MANY = 0.02;

  private static final long LOOK_NANOS = 10_000_000L;
  private static final long SENT_WITHIN_NANOS = 120_000_000_000L;

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public String about() {
    return "Milestones as in commands-http, whose events go to no webhook, to one and to a hundred;"
        + " a message is a command, or an event that an endpoint got.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var gateway = stage.sending(WebhookSending::raiseQuota);
    List<Row> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try (var endpoint = new Endpoint();
        var commands = Scenarios.milestones(stage, List.of(gateway), OK)) {
      stage.warmUp(name(), List.of(gateway), commands);
      rows.add(new Row("commands, no webhook", rounds(stage, gateway, commands)));
      make(gateway, endpoint, 1);
      stage.warmUp(name(), List.of(gateway), new Sent(commands, endpoint, 1, 1, new ArrayList<>()));
      var one = new Sent(commands, endpoint, 1, 1, notes);
      rows.add(new Row("events, 1 endpoint", rounds(stage, gateway, one)));
      var delays = new DeliveryDelays(gateway, endpoint, stage.shipments().underWay(DELAYED));
      notes.add("delay of an event behind its command's answer: " + text(delays.measure(false)));
      notes.add("the same while one shipment's are refused: " + text(delays.measure(true)));
      make(gateway, endpoint, MANY - 1);
      stage.warmUp(
          name(),
          List.of(gateway),
          new Sent(commands, endpoint, MANY, SHARE_OF_MANY, new ArrayList<>()));
      var many = new Sent(commands, endpoint, MANY, SHARE_OF_MANY, notes);
      rows.add(new Row("events, 100 endpoints", rounds(stage, gateway, many)));
    }
    stage.gateways(0);
    double alone = cpu(rows.getFirst());
    double first = cpu(rows.get(1)) - alone;
    notes.add("CPU of a delivery to 1 endpoint, µs: " + Figures.number(first));
    double each = cpu(rows.getLast()) - alone / MANY;
    notes.add("CPU of a delivery to each of 100 endpoints, µs: " + Figures.number(each));
    return new Outcome(rows, List.of(), notes);
  }

  private static String text(Latencies latencies) {
    return "p50 %s ms, p99 %s ms"
        .formatted(
            Figures.number(latencies.quantileMillis(0.5)),
            Figures.number(latencies.quantileMillis(0.99)));
  }

  private static double cpu(Row row) {
    return Figures.of(row.rounds(), Round::cpuMicros).median();
  }

  private List<Round> rounds(Stage stage, Server gateway, Load load) {
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < stage.settings().rounds(); i++) {
      rounds.add(stage.round(name(), List.of(gateway), load, stage.settings().seconds()));
    }
    return rounds;
  }

  /** Commands until all endpoints have their events; the latencies are those of the commands. */
  private record Sent(
      Load commands, Endpoint endpoint, int endpoints, double share, List<String> notes)
      implements Load {
    @Override
    public Tally run(double seconds) {
      long before = endpoint.taken();
      long start = System.nanoTime();
      var tally = commands.run(seconds * share);
      long duringNanos = System.nanoTime() - start;
      long during = endpoint.taken() - before;
      long wanted = tally.messages() * endpoints;
      while (endpoint.taken() - before < wanted) {
        if (System.nanoTime() - start > SENT_WITHIN_NANOS) {
          throw new IllegalStateException("events were not sent");
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      notes.add(
          "%d endpoints: %s commands/s, meanwhile %s events/s"
              .formatted(
                  endpoints,
                  Figures.number(tally.messages() / tally.seconds()),
                  Figures.number(during * 1e9 / duringNanos)));
      return new Tally(wanted, (System.nanoTime() - start) / 1e9, tally.latencies());
    }

    @Override
    public void close() {}
  }

  private static void make(Server gateway, Endpoint endpoint, int count) {
    var webhook = new JsonObject().put("url", endpoint.url()).put("maxInFlight", 64);
    var api = new HttpTalk(gateway.address().getPort());
    for (int i = 0; i < count; i++) {
      api.call("POST", "/v1/webhooks", webhook, CREATED);
    }
  }

  /** Tenants have fewer webhooks by default. */
  private static void raiseQuota(Server gateway, String key) {
    var quotas = new JsonObject().put("quotas", new JsonObject().put("webhooks", MANY));
    new HttpTalk(gateway.address().getPort())
        .call("PUT", "/v1/tenants/default", quotas, OK, "Authorization", "Bearer " + key);
  }
}
