package io.quayside.notify.relay;

import io.quayside.notify.lane.Lags.Behind;
import io.quayside.notify.lane.Lags.Place;
import io.quayside.notify.lane.Lags.Topic;
import io.quayside.notify.relay.RelayStore.Kept;
import io.quayside.notify.relay.RelayView.Cause;
import io.quayside.notify.relay.RelayView.ShardView;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes views of relays of what their owners have written and of where the log ends.
 *
 * @param behind how far places are behind, asked of Kafka
 */
record RelayViews(RelayStore store, Function<List<Place>, Future<List<Behind>>> behind) {
  Future<List<RelayView>> of(List<RelaySettings> relays) {
    return store
        .shards(relays.stream().map(RelaySettings::consumer).toList())
        .compose(
            kept -> {
              List<Place> places = new ArrayList<>();
              for (RelaySettings relay : relays) {
                for (Kept shard : kept.getOrDefault(relay.consumer(), List.of())) {
                  places.add(
                      new Place(relay.consumer(), Topic.EVENTS, shard.shard(), shard.cursor()));
                }
              }
              return (places.isEmpty()
                      ? Future.succeededFuture(List.<Behind>of())
                      : behind.apply(places))
                  .map(all -> views(relays, kept, all));
            });
  }

  private static List<RelayView> views(
      List<RelaySettings> relays, Map<String, List<Kept>> kept, List<Behind> behind) {
    List<RelayView> views = new ArrayList<>(relays.size());
    int place = 0;
    for (RelaySettings relay : relays) {
      List<ShardView> shards = new ArrayList<>();
      for (Kept shard : kept.getOrDefault(relay.consumer(), List.of())) {
        shards.add(shard(shard, behind.get(place)));
        place++;
      }
      views.add(view(relay, shards));
    }
    return views;
  }

  private static ShardView shard(Kept kept, Behind behind) {
    RelayStatus status = kept.status();
    return new ShardView(
        kept.shard(),
        kept.nodeId(),
        status == null ? RelayState.RETRYING : status.state(),
        cause(status),
        kept.cursor(),
        kept.cursor() + behind.records(),
        behind.seconds(),
        kept.parked());
  }

  private static @Nullable Cause cause(@Nullable RelayStatus status) {
    RelayStatus.Cause cause = status == null ? null : status.cause();
    return cause == null ? null : new Cause(cause.code(), cause.detail(), cause.since());
  }

  /** A relay's state is that of its worst shard. */
  private static RelayView view(RelaySettings relay, List<ShardView> shards) {
    ShardView worst = shards.stream().max(Comparator.comparing(ShardView::state)).orElse(null);
    return new RelayView(
        relay.name(),
        relay.kind(),
        worst == null ? RelayState.RETRYING : worst.state(),
        worst == null ? null : worst.cause(),
        shards.stream().mapToLong(shard -> shard.end() - shard.cursor()).sum(),
        shards.stream().mapToDouble(ShardView::lagSeconds).max().orElse(0),
        shards.stream().mapToInt(ShardView::parked).sum(),
        shards);
  }
}
