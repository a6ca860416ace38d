package io.quayside.notify.webhook;

import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectStore;
import io.quayside.admin.ObjectTable;
import io.quayside.admin.Webhook;
import io.quayside.cluster.Shards;
import io.quayside.common.problem.Faults;
import io.quayside.notify.webhook.WebhookOwner.Stores;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks that this node owns: those of the shards that it serves, as a shipment with the
 * webhook's id would be. Confined to one event loop.
 */
final class WebhookOwners {
  private final ObjectStore store;
  private final ObjectTable<Webhook> table;
  private final Stores stores;
  private final WebhookConsumer.Shared shared;
  private final Requests requests;
  private final int shards;
  private final Map<String, WebhookOwner> owners = new HashMap<>();
  private final Set<Integer> served = new HashSet<>();
  private long seenChanges = -1;
  private boolean due = true;

  WebhookOwners(
      ObjectStore store,
      Stores stores,
      WebhookConsumer.Shared shared,
      Requests requests,
      int shards) {
    this.store = store;
    this.table = store.table(ObjectKinds.WEBHOOK);
    this.stores = stores;
    this.shared = shared;
    this.requests = requests;
    this.shards = shards;
  }

  void serve(int shard) {
    served.add(shard);
    due = true;
  }

  void unserve(int shard) {
    served.remove(shard);
    due = true;
  }

  Set<Integer> served() {
    return served;
  }

  boolean isEmpty() {
    return owners.isEmpty();
  }

  /** The webhooks that are run here and not disabled. */
  Stream<Webhook> owned() {
    return owners.entrySet().stream()
        .filter(owner -> isSending(owner.getValue().status()))
        .map(owner -> table.get(owner.getKey()))
        .filter(Objects::nonNull);
  }

  private static boolean isSending(@Nullable WebhookStatus status) {
    return status != null && status.state() != WebhookState.DISABLED;
  }

  /** A webhook that is run here, if it may send now, or null. */
  @Nullable Webhook sendable(String webhookId) {
    WebhookOwner owner = owners.get(webhookId);
    return owner != null && isSending(owner.status())
        ? shared.attempts().sendable(webhookId)
        : null;
  }

  /** The endpoint of a webhook has answered that it is gone. */
  void gone(String webhookId) {
    WebhookOwner owner = owners.get(webhookId);
    if (owner != null) {
      owner.gone();
    }
  }

  void collect(Gauges gauges, Instant now) {
    gauges.collect(owners.values(), served, now);
  }

  /** Has every webhook do what is due. */
  void tick() {
    for (Map.Entry<String, WebhookOwner> owner : List.copyOf(owners.entrySet())) {
      Webhook webhook = table.get(owner.getKey());
      if (webhook != null) {
        owner.getValue().tick(webhook);
      }
    }
  }

  Future<Void> close() {
    List<Future<Void>> closed = owners.values().stream().map(WebhookOwner::close).toList();
    owners.clear();
    return Future.join(closed).mapEmpty();
  }

  /** Runs the webhooks of the served shards and no others. */
  void follow() {
    if (!due && store.changes() == seenChanges) {
      return;
    }
    due = false;
    seenChanges = store.changes();
    Set<String> wanted = new HashSet<>();
    table
        .all()
        .filter(webhook -> served.contains(shardOf(webhook.webhookId())))
        .forEach(
            webhook -> {
              wanted.add(webhook.webhookId());
              owners.computeIfAbsent(
                  webhook.webhookId(), id -> new WebhookOwner(id, stores, shared));
            });
    for (String webhookId : List.copyOf(owners.keySet())) {
      if (!wanted.contains(webhookId)) {
        closeOwner(webhookId);
      }
    }
  }

  private void closeOwner(String webhookId) {
    WebhookOwner owner = owners.remove(webhookId);
    if (owner != null) {
      owner.close();
      requests.forget(webhookId);
      if (isRemoved(webhookId)) {
        remove(owner.consumerName());
      }
    }
  }

  private boolean isRemoved(String webhookId) {
    return table.state(webhookId) instanceof Absent<Webhook>;
  }

  private void remove(String consumer) {
    shared
        .letters()
        .discardAll(consumer, "webhook removed")
        .compose(v -> stores.webhooks().remove(consumer))
        .onFailure(failure -> Faults.report("removing the rows of a webhook", failure));
  }

  /** Removes old attempts, and rows of webhooks that were removed while nobody was there. */
  void sweep(int logDays) {
    if (served.isEmpty()) {
      return;
    }
    stores
        .webhooks()
        .removeAttempts(logDays)
        .compose(v -> stores.webhooks().consumers())
        .onComplete(
            consumers -> consumers.stream().filter(this::isLeft).forEach(this::remove),
            failure -> Faults.report("removing old attempts", failure));
  }

  /** Whether a consumer is that of a removed webhook of the served shards. */
  private boolean isLeft(String consumer) {
    String webhookId = WebhookOwner.webhookIdOf(consumer);
    return webhookId != null && served.contains(shardOf(webhookId)) && isRemoved(webhookId);
  }

  void compareEpochs() {
    List<String> consumers = owners.values().stream().map(WebhookOwner::consumerName).toList();
    Map<String, Long> asked = new HashMap<>();
    owners.values().forEach(owner -> asked.put(owner.consumerName(), owner.epochSum()));
    stores
        .lanes()
        .epochs(consumers)
        .onComplete(
            sums ->
                owners
                    .values()
                    .forEach(
                        owner -> {
                          Long before = asked.get(owner.consumerName());
                          long now = owner.epochSum();
                          long kept = sums.getOrDefault(owner.consumerName(), 0L);
                          if (before != null && before >= 0 && before == now && kept != now) {
                            owner.reload();
                          }
                        }),
            failure -> Faults.report("reading the epochs of webhooks", failure));
  }

  private int shardOf(String webhookId) {
    return Shards.of(webhookId, shards);
  }
}
