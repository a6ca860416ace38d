package io.quayside.edge.foreign;

import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.edge.http.ForeignOperations;
import io.quayside.edge.http.Route;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.ForeignCapture;
import io.quayside.foreign.Milestones;
import io.quayside.foreign.epcis.EpcisOut;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.StreamHistory;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Vertx;
import java.util.List;

/** The routes of foreign formats: one list for each. */
public final class ForeignRoutes {
  private ForeignRoutes() {}

  /** What the routes of an event loop work with. */
  public record Parts(
      Vertx vertx,
      Scheduler scheduler,
      ForeignCapture capture,
      CaptureStore store,
      ShardClient shards,
      ReadModels readModels,
      StreamHistory history,
      Metrics metrics) {}

  /** All routes. */
  public static List<Route> all(Parts parts) {
    ForeignDoor door = new ForeignDoor(parts.vertx, parts.capture, parts.store, parts.metrics);
    return epcis(parts, door);
  }

  private static List<Route> epcis(Parts parts, ForeignDoor door) {
    EpcisRoutes epcis =
        new EpcisRoutes(
            door,
            parts.store,
            parts.readModels.identifiers(),
            new Milestones(
                parts.shards, parts.readModels, parts.history, parts.scheduler, EpcisOut::tells));
    return List.of(
        new Route(ForeignOperations.CAPTURE_EPCIS, epcis::capture),
        new Route(ForeignOperations.DESCRIBE_EPCIS_CAPTURE, epcis::describe),
        new Route(ForeignOperations.SHOW_EPCIS_CAPTURE, epcis::job),
        new Route(ForeignOperations.SHOW_SHIPMENT_EPCIS, epcis::shipment),
        new Route(ForeignOperations.LIST_EPCIS_EVENTS, epcis::events));
  }
}
