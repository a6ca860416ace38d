package io.quayside.node;

import io.quayside.cluster.Topics;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.content.ContentSettings;
import io.quayside.content.ContentStore;
import io.quayside.content.ContentSweep;
import io.quayside.content.UnprojectedEvents;
import io.quayside.edge.content.Contents;
import io.quayside.log.feed.Log;
import io.quayside.log.kafka.Appender;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.log.kafka.KafkaPartitionConsumer;
import io.quayside.log.kafka.KafkaReader;
import io.quayside.readmodel.ReadModels;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** The contents of documents at one node: what its edges share, and what removes orphans. */
final class NodeContents {
  private static final int READ_CONNECTIONS = 2;
  private static final int WRITE_CONNECTIONS = 4;

  /** On top of the time in which an upload must stage a chunk, twice. */
  private static final long UPLOAD_GRACE_MILLIS = 30_000;

  private final Context context;
  private final Pool reads;
  private final Pool writes;
  private final KafkaReader reader;
  private final ContentSweep sweep;
  private final Contents shared;

  /** {@code pools}: makes a pool of a name with so many connections. */
  NodeContents(
      Vertx vertx,
      QuaysideNode.Settings settings,
      Appender appender,
      Pool lookUps,
      BiFunction<String, Integer, Pool> pools,
      ReadModels readModels,
      Metrics metrics) {
    this.context = vertx.getOrCreateContext();
    this.reads = pools.apply("content-reads", READ_CONNECTIONS);
    this.writes = pools.apply("content-writes", WRITE_CONNECTIONS);
    Map<String, String> kafka = settings.kafka().reveal();
    ContentSettings contents = settings.contents();
    VertxScheduler scheduler = new VertxScheduler(vertx, context);
    // Of its own, so that shards do not wait for their turn behind it.
    this.reader = new KafkaReader(scheduler, KafkaPartitionConsumer.forRanges(vertx, kafka));
    UnprojectedEvents unprojected =
        new UnprojectedEvents(
            IntStream.range(0, settings.shards())
                .<Log>mapToObj(
                    shard -> new KafkaLog(Topics.EVENTS, shard, appender, context, reader, metrics))
                .toList(),
            readModels::unprojected);
    this.sweep =
        new ContentSweep(
            scheduler,
            writes,
            unprojected,
            contents.orphansAfter(),
            Duration.ofMillis(2 * settings.edgeLimits().requestMillis() + UPLOAD_GRACE_MILLIS));
    this.shared =
        new Contents(
            new ContentStore(lookUps, reads, writes), contents.maxBytes(), metrics::overflow);
    metrics.blobsBytes(sweep::storedBytes);
  }

  /** What the edges share. */
  Contents shared() {
    return shared;
  }

  /** Removes orphans from now on. */
  void start() {
    context.runOnContext(v -> sweep.start());
  }

  Future<Void> close() {
    sweep.close();
    return reader.close().eventually(reads::close).eventually(writes::close);
  }
}
