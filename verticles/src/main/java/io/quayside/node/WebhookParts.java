package io.quayside.node;

import io.quayside.admin.ObjectStore;
import io.quayside.cluster.Topics;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.DocumentBudget;
import io.quayside.log.kafka.Appender;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.log.kafka.KafkaPartitionConsumer;
import io.quayside.log.kafka.KafkaReader;
import io.quayside.log.kafka.PartitionConsumer;
import io.quayside.node.ShardVerticle.ServedShards;
import io.quayside.notify.relay.Relays;
import io.quayside.notify.webhook.LetterLoop;
import io.quayside.notify.webhook.Notice;
import io.quayside.notify.webhook.Webhooks;
import io.quayside.readmodel.Generations;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.ownership.ShardTable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.internal.resolver.NameResolver;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.sqlclient.Pool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;

/**
 * The webhooks and relays of a node with what is theirs alone: contexts, a reader of the log, a
 * pool of connections to PostgreSQL and a resolver of names.
 */
final class WebhookParts implements ServedShards {
  private static final int CONNECTIONS = 4;
  private static final int CACHE_SECONDS = 5;
  private static final int HOSTS_MILLIS = 1_000;
  private static final long QUERY_MILLIS = 2_500;

  private final Webhooks webhooks;
  private final Relays relays;
  private final KafkaReader reader;
  private final Pool pool;
  private final NodeForeign foreign;
  private final NameResolver resolver;
  private final KafkaAdminClient kafkaAdmin;
  private final PartitionConsumer offsets;

  WebhookParts(
      Vertx vertx,
      ShardTable shardTable,
      QuaysideNode.Settings settings,
      Appender appender,
      ObjectStore store,
      ReadModels readModels,
      Generations generations,
      Contexts contexts,
      Metrics metrics) {
    Map<String, String> kafka = settings.kafka().reveal();
    int shards = settings.shards();
    Context context = vertx.getOrCreateContext();
    this.pool =
        PostgresOptions.pool(vertx, settings.postgresUri(), "webhooks", CONNECTIONS, generations);
    this.foreign = new NodeForeign(vertx, pool);
    this.reader =
        new KafkaReader(
            new VertxScheduler(vertx, context),
            KafkaPartitionConsumer.forRanges(vertx, kafka),
            metrics.traces());
    this.resolver =
        new NameResolver(
            vertx,
            new AddressResolverOptions()
                .setCacheMaxTimeToLive(CACHE_SECONDS)
                .setCacheNegativeTimeToLive(0)
                .setHostsRefreshPeriod(HOSTS_MILLIS)
                .setQueryTimeout(QUERY_MILLIS));
    this.offsets = KafkaPartitionConsumer.forRanges(vertx, kafka);
    this.kafkaAdmin = KafkaAdminClient.create(vertx, adminSettings(kafka));
    NotifyMetrics notifyMetrics = new NotifyMetrics(metrics.registry(), metrics.traces());
    KafkaPlaces places = new KafkaPlaces(kafkaAdmin, shards);
    this.webhooks =
        new Webhooks(
            vertx,
            context,
            new Webhooks.Node(
                shards,
                store,
                pool,
                contexts,
                settings.auth().required(),
                settings.webhooks(),
                readModels,
                places,
                notifyMetrics,
                new KafkaGroupOffsets(kafkaAdmin, offsets)),
            new Webhooks.Logs(
                shard -> new KafkaLog(Topics.EVENTS, shard, appender, context, reader, metrics),
                shard ->
                    new KafkaLog(Topics.DEAD_LETTERS, shard, appender, context, reader, metrics)),
            names(context));
    Context relaying = vertx.getOrCreateContext();
    this.relays =
        new Relays(
            vertx,
            relaying,
            new Relays.Node(
                shardTable.self().toString(),
                settings.relays(),
                pool,
                contexts,
                notifyMetrics,
                shard -> new KafkaLog(Topics.EVENTS, shard, appender, relaying, reader, metrics),
                places::at,
                webhooks::behind,
                new LetterLoop(webhooks, relaying)::park,
                (relay, shard, cause) ->
                    webhooks.publish(Notice.relayStopped(relay, shard, cause))));
  }

  static Properties adminSettings(Map<String, String> kafka) {
    Properties settings = new Properties();
    settings.putAll(kafka);
    settings.put("default.api.timeout.ms", "5000");
    settings.put("request.timeout.ms", "4000");
    return settings;
  }

  private Function<String, Future<List<InetAddress>>> names(Context context) {
    return host -> {
      Promise<List<InetAddress>> addresses = Promise.promise();
      resolver.resolveAll(
          host,
          resolved ->
              context.runOnContext(
                  v ->
                      addresses.handle(
                          resolved.map(
                              all -> all.stream().map(InetSocketAddress::getAddress).toList()))));
      return addresses.future();
    };
  }

  /** Requests with documents of foreign formats. */
  CaptureStore captures() {
    return foreign.captures();
  }

  /** How much of such documents may be under way. */
  DocumentBudget documents() {
    return foreign.documents();
  }

  Webhooks webhooks() {
    return webhooks;
  }

  Relays relays() {
    return relays;
  }

  /** Begins to send. */
  void start() {
    webhooks.start();
    relays.start();
  }

  @Override
  public void serves(int shard) {
    webhooks.shardServes(shard);
    relays.shardServes(shard);
  }

  @Override
  public void stops(int shard) {
    webhooks.shardStops(shard);
    relays.shardStops(shard);
  }

  Future<Void> close() {
    return relays
        .close()
        .eventually(webhooks::close)
        .eventually(reader::close)
        .eventually(resolver::close)
        .eventually(kafkaAdmin::close)
        .eventually(offsets::close)
        .eventually(pool::close);
  }
}
