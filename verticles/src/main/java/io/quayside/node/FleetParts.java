package io.quayside.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.quayside.cluster.Topics;
import io.quayside.common.metrics.FleetMetrics;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.kafka.Appender;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.log.kafka.KafkaPartitionConsumer;
import io.quayside.log.kafka.KafkaReader;
import io.quayside.push.fleet.Fleet;
import io.quayside.push.fleet.FleetFeed;
import io.quayside.readmodel.FleetHistory;
import io.quayside.readmodel.GenerationPool;
import io.quayside.readmodel.Generations;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** The watches of a node, with consumers, a reader and connections of their own. */
final class FleetParts {
  private static final int CONNECTIONS = 4;

  private final GenerationPool pool;
  private final KafkaReader reader;
  private final LogIdentity identity;
  private final Fleet fleet;

  FleetParts(
      Vertx vertx,
      QuaysideNode.Settings settings,
      Appender appender,
      Generations generations,
      Contexts contexts,
      Metrics metrics,
      MeterRegistry meters) {
    Map<String, String> kafka = settings.kafka().reveal();
    Context context = vertx.getOrCreateContext();
    Scheduler scheduler = new VertxScheduler(vertx, context);
    this.pool =
        PostgresOptions.pool(vertx, settings.postgresUri(), "watches", CONNECTIONS, generations);
    this.reader = new KafkaReader(scheduler, KafkaPartitionConsumer.forRanges(vertx, kafka));
    this.identity = new LogIdentity(vertx, kafka);
    FleetHistory history = new FleetHistory(pool, contexts);
    FleetMetrics fleetMetrics = new FleetMetrics(meters);
    FleetFeed feed =
        new FleetFeed(
            scheduler,
            KafkaPartitionConsumer.forTails(vertx, kafka),
            KafkaPartitionConsumer.forNewest(vertx, kafka),
            settings.shards(),
            history,
            contexts,
            fleetMetrics);
    this.fleet =
        new Fleet(
            settings.shards(),
            feed,
            history,
            contexts,
            identity::get,
            shard -> new KafkaLog(Topics.EVENTS, shard, appender, context, reader, metrics),
            settings.watches(),
            fleetMetrics);
  }

  Fleet fleet() {
    return fleet;
  }

  /** The identity of the log of events. */
  Future<Uuid> log() {
    return identity.get();
  }

  Future<Void> close() {
    return fleet.close().eventually(reader::close).eventually(pool::close);
  }
}
