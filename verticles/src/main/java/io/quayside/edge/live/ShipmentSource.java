package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription reads its shipment from. Futures fail with a problem: {@code
 * shipment-not-found}, also where the principal may not read the shipment, and {@code
 * temporarily-unavailable}.
 */
interface ShipmentSource {
  /** The version that the log has confirmed; below {@code heardOf} only if the log's is. */
  Future<Integer> version(Principal principal, String shipmentId, int heardOf);

  /** As {@link #version}, when the read model has the positions that are logged by now. */
  Future<Integer> versionWithPositions(Principal principal, String shipmentId, int heardOf);

  /** Completes when all that is logged of the shipment from then on is pushed to this node. */
  Future<Void> followed(String shipmentId);

  /** The shipment in {@code minVersion} or later, waiting for the read model where it is behind. */
  Future<ShipmentView> shipment(Principal principal, String shipmentId, int minVersion);

  /** At most {@code limit} events above a version, in version order. */
  Future<List<HistoricEvent>> events(String shipmentId, int after, int limit);

  /** The state of the shipment at exactly that version, waiting for the read model. */
  Future<ShipmentStream> stream(Principal principal, String shipmentId, int version);

  /** Whether a principal may read a shipment in that state. */
  boolean mayRead(Principal principal, ShipmentStream stream);

  /** The carrier that was assigned at a version, at most that of the stream; null for none. */
  Future<@Nullable String> carrierAt(ShipmentStream stream, int version);

  /** An event of the history as it is pushed to a viewer. */
  SharedFrame frame(String shipmentId, HistoricEvent event, Viewer viewer);
}
