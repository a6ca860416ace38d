package io.quayside.loadtest;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.forAll;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.quayside.loadtest.freight.Fleet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The one simulation: runs the scenario that the settings name, and judges by their thresholds. */
public final class LoadSimulation extends Simulation {
  private static final int INVALID_ARGUMENTS = 1;

  private final Settings settings = checkedSettings();
  private final Nodes nodes = new Nodes(settings.baseUrls());
  private final AtomicLong startNanos = new AtomicLong();
  private final Iterator<Map<String, Object>> consignments = new Fleet(settings.seed()).feeder();

  public LoadSimulation() {
    List<PopulationBuilder> populations = new ArrayList<>();
    settings.loads().forEach((part, load) -> populations.add(population(part, load)));
    setUp(populations).protocols(protocol()).assertions(assertions());
  }

  /**
   * What the user got wrong is said in a line. Thrown, it would reach him in a hundred: Gatling
   * prints its own way to this constructor, twice.
   */
  private static Settings checkedSettings() {
    try {
      Settings settings = SettingsReader.read(System.getProperties());
      Gateways.checkAlive(settings.baseUrls(), settings.credentials());
      return settings;
    } catch (SettingsException e) {
      System.err.println("load test: " + e.getMessage());
      System.exit(INVALID_ARGUMENTS);
      throw e;
    }
  }

  @Override
  public void before() {
    settings
        .loads()
        .forEach((part, load) -> System.out.println("load test: " + settings.title(part, load)));
    startNanos.set(System.nanoTime());
  }

  private PopulationBuilder population(Scenario part, Load load) {
    // The report has a line for each scenario, and the settings nowhere else.
    return scenario(settings.title(part, load))
        .exec(chain(part, load))
        .injectOpen(settings.profile().arrivals(load.users(), settings.timing()));
  }

  private ChainBuilder chain(Scenario part, Load load) {
    return switch (part) {
      case SMOKE -> Smoke.chain(shift(load, 1), consignments, nodes);
      case POSITIONS_HTTP -> Positions.single(shift(load, 1), consignments);
      case POSITIONS_NDJSON ->
          Positions.lines(shift(load, settings.fleets().batch()), consignments, settings.fleets());
      case POSITIONS_WS -> Positions.frames(shift(load, 1), consignments, nodes::webSocketUrl);
      case JOURNEYS -> Journeys.chain(shift(load, 1), consignments, settings.seed());
      case LIVE ->
          Live.chain(shift(load, 1), consignments, nodes, settings.fleets().reconnectEvery());
      case MIXED -> throw new IllegalStateException("a mixed run consists of its parts");
    };
  }

  private Shift shift(Load load, int messages) {
    return new Shift(
        settings.profile(), settings.timing(), startNanos::get, load.interval(messages));
  }

  private HttpProtocolBuilder protocol() {
    return http.baseUrls(settings.baseUrls())
        .wsUnmatchedInboundMessageBufferSize(Subscription.UNREAD_FRAMES)
        .acceptHeader("application/json, application/problem+json")
        .contentTypeHeader("application/json")
        .headers(settings.credentials().headers())
        // Left to itself, Gatling would first call a site of its maker.
        .disableWarmUp()
        .disableCaching();
  }

  private List<Assertion> assertions() {
    Settings.Thresholds thresholds = settings.thresholds();
    List<Assertion> assertions = new ArrayList<>();
    assertions.add(global().failedRequests().percent().lte(thresholds.failedPercent()));
    // A run in which nobody did anything must not pass.
    assertions.add(global().successfulRequests().count().gt(0L));
    // Of each kind of request: the quick ones must not hide the slow ones.
    assertions.add(forAll().responseTime().percentile(99.0).lt(thresholds.p99Ms()));
    if (settings.loads().containsKey(Scenario.LIVE)) {
      for (String frame : List.of(Live.POST_TO_EVENT, Live.POST_TO_POSITION)) {
        assertions.add(details(frame).responseTime().percentile(99.0).lt(thresholds.frameP99Ms()));
      }
    }
    return assertions;
  }
}
