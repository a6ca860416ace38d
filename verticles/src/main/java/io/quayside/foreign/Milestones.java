package io.quayside.foreign;

import io.quayside.common.identity.Principal;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.StreamHistory;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The history of shipments, for documents that go out. Confined to one event loop. */
public final class Milestones {
  /** The most shipments of an answer. */
  public static final int MOST = Subjects.MOST;

  private static final int PAGE = 1_000;
  private static final int AT_A_TIME = 8;

  private final LatestStreams streams;
  private final ReadModels readModels;
  private final StreamHistory history;
  private final Predicate<StoredEvent> wanted;

  /** {@code wanted}: the events that the format has a word for. */
  public Milestones(
      ShardClient shards,
      ReadModels readModels,
      StreamHistory history,
      Scheduler scheduler,
      Predicate<StoredEvent> wanted) {
    this.streams = new LatestStreams(shards, readModels, scheduler);
    this.readModels = readModels;
    this.history = history;
    this.wanted = wanted;
  }

  /**
   * An event of a shipment.
   *
   * @param stream the shipment now
   * @param then the shipment after the event
   */
  public record Told(ShipmentStream stream, ShipmentStream then, StoredEvent event) {}

  /** The events of a shipment that a principal may read, in version order. */
  public Future<List<Told>> of(Principal principal, String shipmentId) {
    return streams
        .of(principal, shipmentId)
        .compose(stream -> after(principal, stream, history.start(shipmentId), new ArrayList<>()));
  }

  private Future<List<Told>> after(
      Principal principal, ShipmentStream stream, ShipmentStream start, List<Told> told) {
    return readModels
        .events(principal, stream.shipmentId(), start.version(), PAGE)
        .compose(
            page -> {
              ShipmentStream then = start;
              for (var event : page) {
                StoredEvent stored = history.decode(event);
                then = history.next(then, stored);
                if (wanted.test(stored)) {
                  told.add(new Told(stream, then, stored));
                }
              }
              return page.size() < PAGE
                  ? Future.succeededFuture(told)
                  : after(principal, stream, then, told);
            });
  }

  /** The events of several shipments; those that the principal may not read are left out. */
  public Future<List<Told>> of(Principal principal, List<String> shipmentIds) {
    List<Told> all = new ArrayList<>();
    return Paced.all(
            shipmentIds,
            AT_A_TIME,
            id ->
                of(principal, id)
                    .recover(
                        failure ->
                            LatestStreams.isNotFound(failure)
                                ? Future.succeededFuture(List.of())
                                : Future.failedFuture(failure))
                    .map(
                        found -> {
                          all.addAll(found);
                          return null;
                        }))
        .map(all);
  }
}
