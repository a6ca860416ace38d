package io.quayside.edge.admin;

import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectState;
import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Present;
import io.quayside.admin.ObjectStore;
import io.quayside.admin.ObjectTable;
import io.quayside.admin.Webhook;
import io.quayside.admin.Webhook.Former;
import io.quayside.admin.Webhook.Secrets;
import io.quayside.admin.Webhook.Start;
import io.quayside.admin.Webhook.View;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.admin.WebhookFields.Wanted;
import io.quayside.edge.http.Preconditions;
import io.quayside.notify.webhook.Target;
import io.quayside.notify.webhook.WebhookStatus;
import io.quayside.notify.webhook.Webhooks;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Webhooks as administration objects. */
final class WebhookRoutes {
  private static final int MAX_OVERLAP_SECONDS = 604_800;
  private static final int OVERLAP_SECONDS = 86_400;

  private final ObjectTable<Webhook> table;
  private final Writes writes;
  private final Webhooks webhooks;
  private final WebhookFields fields;

  WebhookRoutes(
      ObjectStore store, Writes writes, Webhooks webhooks, Collection<String> eventTypes) {
    this.table = store.table(ObjectKinds.WEBHOOK);
    this.writes = writes;
    this.webhooks = webhooks;
    this.fields = new WebhookFields(webhooks.settings(), eventTypes);
  }

  void create(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    reach(
        call,
        body,
        call.principal().role(),
        wanted -> writes.await(call, webhooks.ends(), ends -> create(call, wanted, ends)));
  }

  /** Parses a body when it is known whether its URL may be connected to. */
  private void reach(AdminCall call, Map<String, Object> body, Role view, Consumer<Wanted> next) {
    Target target = fields.target(body);
    writes.await(
        call,
        target == null ? Future.succeededFuture(false) : webhooks.mayConnect(target),
        reachable ->
            next.accept(
                Preconditions.parsed(call.offences(), () -> fields.parse(body, reachable, view))));
  }

  private void create(AdminCall call, Wanted wanted, List<Long> ends) {
    Principal maker = call.principal();
    String webhookId = Webhooks.randomId();
    byte[] secret = WebhookSecrets.random();
    Instant now = Writes.now();
    writes.create(
        call,
        ObjectKinds.WEBHOOK,
        webhookId,
        version ->
            new Webhook(
                webhookId,
                version,
                maker.tenant(),
                wanted.settings(),
                View.of(maker),
                WebhookSecrets.of(secret, wanted),
                new Start(version, ends, version, now),
                null,
                maker.isAnonymous(),
                now,
                now),
        webhook -> {
          call.location("/v1/webhooks/" + webhookId);
          JsonWriter out =
              WebhookJson.begin(new JsonWriter(1_024), webhook, webhooks.status(webhook, null));
          call.send(
              201, webhook.version(), out.field("secret", WebhookSecrets.text(secret)).endObject());
        });
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    Webhook webhook = managed(call);
    withStatus(call, webhook, kept -> send(call, webhook, kept));
  }

  private void withStatus(
      AdminCall call, Webhook webhook, Consumer<@Nullable WebhookStatus> answer) {
    String id = webhook.webhookId();
    writes.await(call, webhooks.statuses(List.of(id)), statuses -> answer.accept(statuses.get(id)));
  }

  private void send(AdminCall call, Webhook webhook, @Nullable WebhookStatus kept) {
    JsonWriter out =
        WebhookJson.begin(new JsonWriter(1_024), webhook, webhooks.status(webhook, kept));
    call.send(200, webhook.version(), out.endObject());
  }

  /** The webhook of the path, which the caller must manage. */
  Webhook managed(AdminCall call) {
    return managed(table.state(call.path("webhookId")), call.principal()).object();
  }

  private static boolean isManaged(Webhook webhook, Principal principal) {
    return webhook.tenant().equals(principal.tenant()) && webhook.view().isManagedBy(principal);
  }

  private static Present<Webhook> managed(ObjectState<Webhook> state, Principal principal) {
    if (state instanceof Present<Webhook> present && isManaged(present.object(), principal)) {
      return present;
    }
    throw new Problem(ProblemCode.WEBHOOK_NOT_FOUND, "There is no such webhook").toException();
  }

  /** The role of a webhook's view; nobody is told that of others. */
  private static Role viewer(@Nullable Webhook webhook, Principal caller) {
    return webhook != null && isManaged(webhook, caller) ? webhook.view().role() : caller.role();
  }

  void put(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    reach(
        call,
        body,
        viewer(table.get(call.path("webhookId")), call.principal()),
        wanted ->
            change(
                call,
                ifMatch,
                (webhook, now) ->
                    with(
                        webhook,
                        new Change(
                            wanted.settings(),
                            WebhookSecrets.changed(webhook, wanted, webhooks.settings().insecure()),
                            webhook.start()),
                        webhook.disabledAt(),
                        call,
                        now)));
  }

  /** What a change leaves. */
  private record Change(Webhook.Settings settings, Secrets secrets, Start start) {}

  private static Webhook with(
      Webhook webhook, Change change, @Nullable Instant disabledAt, AdminCall call, Instant now) {
    return new Webhook(
        webhook.webhookId(),
        webhook.version() + 1,
        webhook.tenant(),
        change.settings,
        webhook.view(),
        change.secrets,
        change.start,
        disabledAt,
        call.principal().isAnonymous(),
        webhook.createdAt(),
        now);
  }

  private void change(
      AdminCall call, @Nullable Integer ifMatch, BiFunction<Webhook, Instant, Webhook> next) {
    change(call, ifMatch, next, (webhook, kept) -> send(call, webhook, kept));
  }

  private interface Answer {
    void send(Webhook webhook, @Nullable WebhookStatus kept);
  }

  /** Changes the webhook of the path; what its owner has kept is asked for before. */
  private void change(
      AdminCall call,
      @Nullable Integer ifMatch,
      BiFunction<Webhook, Instant, Webhook> next,
      Answer answer) {
    Instant now = Writes.now();
    withStatus(
        call,
        managed(call),
        kept ->
            decide(
                call,
                ifMatch,
                present -> {
                  Webhook changed = next.apply(present.object(), now);
                  return changed.equals(present.object()) ? present : new Present<>(changed);
                },
                after -> answer.send(Writes.object(after), kept)));
  }

  private interface Next {
    ObjectState<Webhook> of(Present<Webhook> present);
  }

  private void decide(
      AdminCall call, @Nullable Integer ifMatch, Next next, Consumer<ObjectState<Webhook>> answer) {
    Principal principal = call.principal();
    writes.write(
        call,
        ObjectKinds.WEBHOOK,
        call.path("webhookId"),
        ifMatch != null,
        current -> {
          Present<Webhook> present = managed(current, principal);
          AdminCall.requireVersion(ifMatch, present.version());
          return next.of(present);
        },
        written -> answer.accept(written.after()));
  }

  void remove(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    call.refuseWith(body);
    decide(
        call, ifMatch, present -> new Absent<>(present.version() + 1), after -> call.sendNothing());
  }

  void rotate(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    int overlap = Preconditions.parsed(call.offences(), () -> overlapSeconds(body));
    byte[] secret = WebhookSecrets.random();
    change(
        call,
        ifMatch,
        (webhook, now) ->
            with(
                webhook,
                new Change(
                    webhook.settings(),
                    WebhookSecrets.rotated(webhook.secrets(), secret, overlap, now),
                    webhook.start()),
                webhook.disabledAt(),
                call,
                now),
        (webhook, kept) -> {
          JsonWriter out =
              WebhookJson.begin(new JsonWriter(1_024), webhook, webhooks.status(webhook, kept));
          out.field("secret", WebhookSecrets.text(secret));
          Former former = webhook.secrets().former();
          out.optional("formerUntil", former == null ? null : former.until());
          call.send(200, webhook.version(), out.endObject());
        });
  }

  private static int overlapSeconds(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    Integer overlap = fields.optionalInteger("overlapSeconds", 0, MAX_OVERLAP_SECONDS);
    fields.verify();
    return overlap == null ? OVERLAP_SECONDS : overlap;
  }

  void disable(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    call.refuseWith(body);
    change(
        call,
        ifMatch,
        (webhook, now) ->
            webhook.disabledAt() != null
                ? webhook
                : with(
                    webhook,
                    new Change(webhook.settings(), webhook.secrets(), webhook.start()),
                    now,
                    call,
                    now));
  }

  /** Where a webhook that is enabled goes on. */
  private enum From {
    CURSOR,
    NOW
  }

  void enable(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    From from = Preconditions.parsed(call.offences(), () -> from(body));
    managed(call);
    if (from == From.NOW) {
      writes.await(call, webhooks.ends(), ends -> enable(call, ifMatch, ends));
    } else {
      enable(call, ifMatch, null);
    }
  }

  private static From from(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    From from = fields.optionalChoice("from", From.class);
    fields.verify();
    return from == null ? From.CURSOR : from;
  }

  private void enable(AdminCall call, @Nullable Integer ifMatch, @Nullable List<Long> ends) {
    change(
        call,
        ifMatch,
        (webhook, now) -> {
          int version = webhook.version() + 1;
          Start before = webhook.start();
          Start start =
              ends == null
                  ? new Start(before.notedVersion(), before.offsets(), version, now)
                  : new Start(version, ends, version, now);
          return with(
              webhook, new Change(webhook.settings(), webhook.secrets(), start), null, call, now);
        });
  }

  void ping(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    call.refuseWith(body);
    Webhook webhook = managed(call);
    writes.await(call, webhooks.ping(webhook), result -> call.send(200, WebhookJson.ping(result)));
  }
}
