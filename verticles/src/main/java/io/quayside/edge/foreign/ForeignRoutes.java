package io.quayside.edge.foreign;

import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.edge.http.ForeignOperations;
import io.quayside.edge.http.Route;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.DocumentBudget;
import io.quayside.foreign.ForeignCapture;
import io.quayside.foreign.Milestones;
import io.quayside.foreign.dcsa.DcsaOut;
import io.quayside.foreign.epcis.EpcisOut;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.StreamHistory;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The routes of foreign formats: one list for each. */
public final class ForeignRoutes {
  private ForeignRoutes() {}

  /** What the routes of an event loop work with. */
  public record Parts(
      Vertx vertx,
      Scheduler scheduler,
      ForeignCapture capture,
      CaptureStore store,
      DocumentBudget budget,
      ShardClient shards,
      ReadModels readModels,
      StreamHistory history,
      Metrics metrics) {}

  /** All routes. */
  public static List<Route> all(Parts parts) {
    ForeignDoor door =
        new ForeignDoor(parts.vertx, parts.capture, parts.store, parts.budget, parts.metrics);
    List<Route> routes = new ArrayList<>(epcis(parts, door));
    routes.addAll(dcsa(parts, door));
    return routes;
  }

  private static List<Route> dcsa(Parts parts, ForeignDoor door) {
    DcsaRoutes dcsa =
        new DcsaRoutes(door, parts.readModels.identifiers(), milestones(parts, DcsaOut::tells));
    return List.of(
        new Route(ForeignOperations.CAPTURE_DCSA, dcsa::capture),
        new Route(ForeignOperations.LIST_DCSA_EVENTS, dcsa::events));
  }

  private static Milestones milestones(Parts parts, Predicate<StoredEvent> wanted) {
    return new Milestones(parts.shards, parts.readModels, parts.history, parts.scheduler, wanted);
  }

  private static List<Route> epcis(Parts parts, ForeignDoor door) {
    EpcisRoutes epcis =
        new EpcisRoutes(
            door, parts.store, parts.readModels.identifiers(), milestones(parts, EpcisOut::tells));
    return List.of(
        new Route(ForeignOperations.CAPTURE_EPCIS, epcis::capture),
        new Route(ForeignOperations.DESCRIBE_EPCIS_CAPTURE, epcis::describe),
        new Route(ForeignOperations.SHOW_EPCIS_CAPTURE, epcis::job),
        new Route(ForeignOperations.SHOW_SHIPMENT_EPCIS, epcis::shipment),
        new Route(ForeignOperations.LIST_EPCIS_EVENTS, epcis::events));
  }
}
