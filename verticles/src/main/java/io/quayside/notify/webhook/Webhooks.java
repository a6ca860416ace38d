package io.quayside.notify.webhook;

import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectStore;
import io.quayside.admin.ObjectTable;
import io.quayside.admin.Webhook;
import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.OnContext;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.feed.Log;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.notify.lane.EventSource;
import io.quayside.notify.lane.History;
import io.quayside.notify.lane.Lag;
import io.quayside.notify.lane.Lags;
import io.quayside.notify.lane.Lags.Behind;
import io.quayside.notify.lane.Lags.KafkaOffsets;
import io.quayside.notify.lane.Lags.Place;
import io.quayside.notify.lane.LaneStore;
import io.quayside.notify.lane.Schedule;
import io.quayside.notify.letter.Jobs;
import io.quayside.notify.letter.LetterState;
import io.quayside.notify.letter.Letters;
import io.quayside.notify.webhook.WebhookOwner.Stores;
import io.quayside.readmodel.ReadModels;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of one node: runs those whose shard this node serves, and answers the edge. A
 * webhook belongs to the shard that a shipment with its id would have. Public methods may be called
 * from any thread and complete on the caller's context if it has one.
 */
public final class Webhooks {
  private static final long TICK_MILLIS = 50;
  private static final int LOOK_TICKS = 2;
  private static final int LOG_TICKS = 5;
  private static final int LETTER_TICKS = 8;
  private static final int EPOCH_TICKS = 10;
  private static final int GAUGE_TICKS = 100;
  private static final int LAG_TICKS = 300;
  private static final int SWEEP_TICKS = 1_200;
  private static final long ENDS_SECONDS = 4;
  private static final long PING_MILLIS = 10_000;

  /** The event-bus address of notices: each node tells the webhooks that it owns. */
  private static final String NOTICES = "quayside.notices";

  private final Vertx vertx;
  private final Context context;
  private final int shards;
  private final EventSource source;
  private final Stores stores;
  private final AttemptLog log;
  private final AddressGuard guard;
  private final Letters letters;
  private final Sender sender;
  private final WebhookSettings settings;
  private final boolean credentialsNeeded;
  private final Pings pings;
  private final DeliveryLog deliveryLog;
  private final Replays replays;
  private final WebhookOwners owners;
  private final Gauges gauges;
  private final Lags lags;
  private final KafkaOffsets offsets;
  private final Jobs jobs;
  private final Notices notices;
  private final InstantSource clock = InstantSource.system();
  private long ticks;
  private long timer = -1;

  /** What a node gives. */
  public record Node(
      int shards,
      ObjectStore store,
      Pool pool,
      Contexts contexts,
      boolean credentialsNeeded,
      WebhookSettings settings,
      ReadModels readModels,
      Replays.Places places,
      NotifyMetrics metrics,
      KafkaOffsets offsets) {}

  /** By shard, the logs of events and of dead letters. */
  public record Logs(IntFunction<Log> events, IntFunction<KafkaLog> letters) {}

  /**
   * Not started yet.
   *
   * @param logs for use on that context
   * @param names resolves a name to all of its addresses
   */
  public Webhooks(
      Vertx vertx,
      Context context,
      Node node,
      Logs logs,
      Function<String, Future<List<InetAddress>>> names) {
    this.vertx = vertx;
    this.context = context;
    this.shards = node.shards;
    this.settings = node.settings;
    this.credentialsNeeded = node.credentialsNeeded;
    ObjectTable<Webhook> table = node.store.table(ObjectKinds.WEBHOOK);
    this.deliveryLog = new DeliveryLog(node.pool);
    History history = new History(node.pool, node.contexts);
    this.source = new EventSource(logs.events, history);
    this.stores = new Stores(new LaneStore(node.pool), new WebhookStore(node.pool));
    this.log = new AttemptLog(stores.webhooks(), node.metrics);
    VertxScheduler scheduler = new VertxScheduler(vertx, context);
    this.replays =
        new Replays(node.pool, node.readModels, node.contexts, node.places, scheduler, shards);
    this.letters = new Letters(node.pool, logs.letters, scheduler, clock, shards);
    this.guard = new AddressGuard(names, settings.addresses(), scheduler);
    this.sender = new Sender(vertx, guard, settings, clock);
    Requests requests = new Requests(sender, clock, settings.insecure());
    this.pings = new Pings(requests, clock);
    WebhookConsumer.Shared shared =
        new WebhookConsumer.Shared(
            scheduler,
            new Attempts(
                node.store,
                table,
                new EventFilter(node.contexts, history),
                requests,
                clock,
                node.credentialsNeeded,
                node.metrics.traces()),
            source,
            history,
            log,
            letters,
            new Schedule(settings.schedule()),
            clock,
            RandomGenerator.getDefault(),
            this::publish);
    this.jobs = new Jobs(node.pool, letters, scheduler);
    this.offsets = node.offsets;
    this.lags = new Lags(node.pool, offsets, shards);
    this.gauges = new Gauges(node.metrics, source, letters);
    this.owners = new WebhookOwners(node.store, stores, shared, requests, shards);
    this.notices =
        new Notices(
            owners::owned,
            owners::sendable,
            (webhook, id, body, attempt) ->
                requests
                    .send(webhook, id, body, attempt, false, Requests.timeoutMillis(webhook))
                    .onSuccess(
                        result -> {
                          if (result.error() == AttemptError.GONE) {
                            owners.gone(webhook.webhookId());
                          }
                        }),
            scheduler,
            shared.schedule(),
            node.metrics,
            clock,
            shared.random());
    letters.observe(
        (outcome, kept) -> {
          node.metrics.letter(
              kept.letter().source().word(), kept.letter().cause().code(), outcome.word());
          if (outcome == LetterState.PARKED) {
            publish(Notice.deadLetterParked(kept));
          }
        });
  }

  /** Begins to run the webhooks of served shards. */
  public void start() {
    context.runOnContext(
        v -> {
          timer = vertx.setPeriodic(TICK_MILLIS, t -> tick());
          vertx
              .eventBus()
              .<String>consumer(NOTICES)
              .handler(message -> notices.tell(Notice.parse(message.body())));
        });
  }

  /** Tells the webhooks of all nodes that want a notice. Best effort. */
  public void publish(Notice notice) {
    vertx.eventBus().publish(NOTICES, notice.toText());
  }

  /** Sends nothing more. */
  public Future<Void> close() {
    return onContext(
        () -> {
          vertx.cancelTimer(timer);
          return owners.close().eventually(log::flush).eventually(sender::close);
        });
  }

  /** A shard serves on this node from now on. */
  public void shardServes(int shard) {
    context.runOnContext(v -> owners.serve(shard));
  }

  /** A shard does not serve here any more. */
  public void shardStops(int shard) {
    context.runOnContext(
        v -> {
          owners.unserve(shard);
          letters.shardStops(shard);
        });
  }

  private void tick() {
    ticks++;
    owners.follow();
    if (ticks % SWEEP_TICKS == 0) {
      owners.sweep(settings.logDays());
    }
    if (ticks % LOG_TICKS == 0) {
      log.flush();
    }
    if (ticks % LETTER_TICKS == 0) {
      letters.look(owners.served());
    }
    if (ticks % GAUGE_TICKS == 0) {
      owners.collect(gauges, clock.instant());
    }
    if (ticks % LAG_TICKS == 0 && !owners.served().isEmpty()) {
      lags.all()
          .onComplete(
              all -> gauges.lags(all, owners.served()),
              failure -> Faults.report("measuring how far consumers are behind", failure));
    }
    if (owners.isEmpty()) {
      return;
    }
    if (ticks % LOOK_TICKS == 0) {
      source.look().onFailure(failure -> Faults.report("reading checkpoints", failure));
    }
    if (letters.takeApplied() || ticks % EPOCH_TICKS == 0) {
      owners.compareEpochs();
    }
    owners.tick();
  }

  /** The settings of all webhooks. */
  public WebhookSettings settings() {
    return settings;
  }

  /** The status of a webhook with what its owner has kept, if anything. */
  public WebhookStatus status(Webhook webhook, @Nullable WebhookStatus kept) {
    return WebhookStatus.of(webhook, kept, credentialsNeeded);
  }

  /** The end of every shard's log, by shard. */
  public Future<List<Long>> ends() {
    return onContext(
        () -> {
          List<Future<Long>> ends = new ArrayList<>(shards);
          for (int shard = 0; shard < shards; shard++) {
            ends.add(source.logEnd(shard));
          }
          return Future.all(ends)
              .map(all -> all.<Long>list())
              .timeout(ENDS_SECONDS, TimeUnit.SECONDS);
        });
  }

  /** By id, what owners have kept of webhooks. */
  public Future<Map<String, WebhookStatus>> statuses(Collection<String> webhookIds) {
    return onContext(() -> stores.webhooks().statuses(webhookIds));
  }

  /** Whether a target may be connected to now. */
  public Future<Boolean> mayConnect(Target target) {
    return onContext(() -> guard.address(target).map(true).otherwise(false));
  }

  /** Makes one attempt of a ping; fails with {@code rate-limited} within a second of the last. */
  public Future<AttemptResult> ping(Webhook webhook) {
    long timeout = Math.min(PING_MILLIS, Requests.timeoutMillis(webhook));
    return onContext(() -> pings.send(webhook, timeout));
  }

  /** Does something with the dead letters, on their context. */
  public <T> Future<T> withLetters(Function<Letters, Future<T>> task) {
    return onContext(() -> task.apply(letters));
  }

  /** Does something with jobs, on their context. */
  public <T> Future<T> withJobs(Function<Jobs, Future<T>> task) {
    return onContext(() -> task.apply(jobs));
  }

  /** How far these places are behind. */
  public Future<List<Behind>> behind(List<Place> places) {
    return onContext(() -> offsets.behind(places));
  }

  /** How far every consumer is behind. */
  public Future<List<Lag>> lags() {
    return onContext(lags::all);
  }

  /** Queries of attempts and lanes. */
  public DeliveryLog deliveryLog() {
    return deliveryLog;
  }

  public Replays replays() {
    return replays;
  }

  /** The name of a webhook's consumer. */
  public static String consumerOf(String webhookId) {
    return WebhookOwner.consumerOf(webhookId);
  }

  /** An id of 26 characters, as those of shipments. */
  public static String randomId() {
    return Pings.randomId();
  }

  private <T> Future<T> onContext(Supplier<Future<T>> task) {
    return OnContext.run(context, task);
  }
}
