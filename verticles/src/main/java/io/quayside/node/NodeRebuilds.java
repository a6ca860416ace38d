package io.quayside.node;

import io.quayside.cluster.Topics;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.feed.Log;
import io.quayside.log.kafka.Appender;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.log.kafka.KafkaPartitionConsumer;
import io.quayside.log.kafka.KafkaReader;
import io.quayside.readmodel.Checkpoint;
import io.quayside.readmodel.Generation;
import io.quayside.readmodel.GenerationPool;
import io.quayside.readmodel.GenerationStore;
import io.quayside.readmodel.Generations;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.Rebuilds;
import io.quayside.readmodel.ReplayPace;
import io.quayside.readmodel.ShardReplay;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.UUID;
import java.util.function.IntSupplier;

/**
 * The generations of the read models at one node, the connections to them, and what its shards'
 * replays share: a reader of the log, connections and a pace.
 */
final class NodeRebuilds {
  private static final int PROJECTION_CONNECTIONS = 4;
  private static final int QUERY_CONNECTIONS = 8;

  /** Of replays: the live projection's statements must not wait behind theirs. */
  private static final int REBUILD_CONNECTIONS = 2;

  private final Vertx vertx;
  private final int shards;
  private final QuaysideNode.Settings settings;
  private final Pool pool;
  private final Pool replays;
  private final Pool queries;
  private final GenerationStore store;
  private final Generations generations;
  private final Rebuilds rebuilds;
  private final ReplayPace pace = new ReplayPace();
  private final KafkaReader reader;
  private final Appender appender;
  private final Metrics metrics;
  private final Contexts contexts;

  NodeRebuilds(
      Vertx vertx,
      QuaysideNode.Settings settings,
      Appender appender,
      Contexts contexts,
      Rebuilds.ProtocolNumbers protocol,
      Metrics metrics) {
    this.vertx = vertx;
    this.shards = settings.shards();
    this.settings = settings;
    this.pool = rawPool("projection", PROJECTION_CONNECTIONS);
    this.replays = rawPool("rebuild", REBUILD_CONNECTIONS);
    this.queries = rawPool("queries", QUERY_CONNECTIONS);
    this.appender = appender;
    this.contexts = contexts;
    this.metrics = metrics;
    this.store = new GenerationStore(queries);
    this.generations = new Generations(store);
    this.rebuilds = new Rebuilds(vertx, store, generations, shards, protocol);
    // Of its own, so that shards that take over do not wait behind replays.
    this.reader =
        new KafkaReader(
            new VertxScheduler(vertx),
            KafkaPartitionConsumer.forRanges(vertx, settings.kafka().reveal()));
    metrics.rebuildProgress(rebuilds::progress);
  }

  private Pool rawPool(String name, int size) {
    return PostgresOptions.rawPool(vertx, settings.postgresUri(), name, size);
  }

  /** A pool of its own, whose statements read the current generation. */
  Pool pool(String name, int size) {
    return PostgresOptions.pool(vertx, settings.postgresUri(), name, size, generations);
  }

  /** The pool of projections; statements name their generations. */
  Pool projections() {
    return pool;
  }

  /** The pool of queries, which read the current generation. */
  GenerationPool queries() {
    return new GenerationPool(queries, generations);
  }

  Generations generations() {
    return generations;
  }

  GenerationStore store() {
    return store;
  }

  Rebuilds rebuilds() {
    return rebuilds;
  }

  /** The read models of a generation that the caller says. */
  ReadModels readModels(IntSupplier generation) {
    return new ReadModels(new GenerationPool(queries, generation), contexts);
  }

  /** The replay of a shard into a generation, on the caller's context. */
  ShardReplay replay(
      int shard,
      int from,
      Generation into,
      Checkpoint checkpoint,
      UUID owner,
      ShardReplay.Live live) {
    return new ShardReplay(
        vertx,
        new ShardReplay.Setting(
            shard,
            shards,
            replays,
            store,
            contexts,
            pace,
            log(Topics.EVENTS, shard),
            log(Topics.POSITIONS, shard),
            from,
            into,
            owner),
        checkpoint,
        live);
  }

  private Log log(String topic, int shard) {
    Context context = vertx.getOrCreateContext();
    return new KafkaLog(topic, shard, appender, context, reader, metrics);
  }

  Future<Void> close() {
    rebuilds.close();
    return reader
        .close()
        .eventually(replays::close)
        .eventually(pool::close)
        .eventually(queries::close);
  }
}
