package io.quayside.edge.admin;

import io.quayside.admin.ObjectTable;
import io.quayside.admin.Webhook;
import io.quayside.common.identity.CommandId;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Preconditions;
import io.quayside.notify.lane.LaneState;
import io.quayside.notify.webhook.DeliveryLog;
import io.quayside.notify.webhook.DeliveryLog.Filter;
import io.quayside.notify.webhook.WebhookState;
import io.quayside.notify.webhook.WebhookStatus;
import io.quayside.notify.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What webhooks do: their list with states, their attempts, lanes and replays. */
final class DeliveryRoutes {
  private static final int MAX_PAGE = 200;
  private static final int PAGE = 50;

  private final ObjectTable<Webhook> table;
  private final WebhookRoutes routes;
  private final Writes writes;
  private final Webhooks webhooks;

  DeliveryRoutes(
      ObjectTable<Webhook> table, WebhookRoutes routes, Writes writes, Webhooks webhooks) {
    this.table = table;
    this.routes = routes;
    this.writes = writes;
    this.webhooks = webhooks;
  }

  void list(AdminCall call) {
    Preconditions.noParameters(call.query(), Set.of("state", "limit", "after"), call.offences());
    WebhookState state = choice(call, "state", WebhookState.class);
    int limit = limit(call);
    String after = id(call, "after");
    call.refuse();
    List<Webhook> managed =
        table.of(call.tenant()).tailMap(after == null ? "" : after, false).values().stream()
            .filter(webhook -> webhook.view().isManagedBy(call.principal()))
            .toList();
    writes.await(
        call,
        webhooks.statuses(managed.stream().map(Webhook::webhookId).toList()),
        kept -> {
          List<Webhook> shown =
              managed.stream()
                  .filter(webhook -> state == null || status(webhook, kept).state() == state)
                  .limit(limit + 1L)
                  .toList();
          call.send(
              200,
              page(
                  shown,
                  limit,
                  (out, webhook) ->
                      WebhookJson.begin(out, webhook, status(webhook, kept)).endObject(),
                  Webhook::webhookId));
        });
  }

  private WebhookStatus status(Webhook webhook, Map<String, WebhookStatus> kept) {
    return webhooks.status(webhook, kept.get(webhook.webhookId()));
  }

  void deliveries(AdminCall call) {
    MultiMap query = call.query();
    Preconditions.noParameters(
        query, Set.of("shipmentId", "outcome", "since", "limit", "after"), call.offences());
    Outcome outcome = outcome(call);
    String shipmentId = id(call, "shipmentId");
    Instant since = Preconditions.time(call.query(), "since", call.offences());
    int limit = limit(call);
    Long after = number(call, "after");
    call.refuse();
    Webhook webhook = routes.managed(call);
    Boolean ok = outcome == null ? null : outcome == Outcome.OK;
    writes.await(
        call,
        webhooks
            .deliveryLog()
            .attempts(webhook.webhookId(), new Filter(shipmentId, ok, since, after, limit + 1)),
        found ->
            call.send(
                200,
                page(found, limit, WebhookJson::attempt, listed -> Long.toString(listed.id()))));
  }

  private enum Outcome {
    OK,
    FAILED
  }

  private static @Nullable Outcome outcome(AdminCall call) {
    String text = call.query().get("outcome");
    if (text != null && !text.equals("ok") && !text.equals("failed")) {
      call.offences().add(Offence.in("outcome", "must be ok or failed"));
    }
    return text == null ? null : text.equals("ok") ? Outcome.OK : Outcome.FAILED;
  }

  void lanes(AdminCall call) {
    Preconditions.noParameters(call.query(), Set.of("state", "limit", "after"), call.offences());
    LaneState state = choice(call, "state", LaneState.class);
    int limit = limit(call);
    String after = id(call, "after");
    call.refuse();
    Webhook webhook = routes.managed(call);
    writes.await(
        call,
        webhooks.deliveryLog().lanes(webhook.webhookId(), state, after, limit + 1),
        found ->
            call.send(
                200, page(found, limit, WebhookJson::lane, DeliveryLog.ListedLane::shipmentId)));
  }

  /** The first {@code limit} of items, with the place of the next page if there are more. */
  private static <T> JsonWriter page(
      List<T> items, int limit, BiConsumer<JsonWriter, T> write, Function<T, String> place) {
    JsonWriter out = new JsonWriter(4_096).beginObject().beginArray("items");
    List<T> shown = items.subList(0, Math.min(limit, items.size()));
    shown.forEach(item -> write.accept(out, item));
    out.endArray();
    if (items.size() > limit) {
      out.field("next", place.apply(shown.getLast()));
    }
    return out.endObject();
  }

  /** What a replay asks for: a shipment's events from a version on, or all since a time. */
  private sealed interface Wanted {
    record OfShipment(String shipmentId, int fromVersion) implements Wanted {}

    record Since(Instant time) implements Wanted {}
  }

  void replay(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    Instant now = Writes.now();
    Wanted wanted = Preconditions.parsed(call.offences(), () -> wanted(body, now));
    Webhook webhook = routes.managed(call);
    writes.await(
        call,
        webhooks.statuses(List.of(webhook.webhookId())),
        kept -> {
          boolean disabled = status(webhook, kept).state() == WebhookState.DISABLED;
          switch (wanted) {
            case Wanted.OfShipment one -> replay(call, webhook, one, disabled);
            case Wanted.Since(Instant since) -> {
              refuseIf(disabled);
              replay(call, webhook, since);
            }
          }
        });
  }

  private static void refuseIf(boolean disabled) {
    if (disabled) {
      throw new Problem(ProblemCode.ILLEGAL_TRANSITION, "The webhook is disabled").toException();
    }
  }

  private static Wanted wanted(Map<String, Object> body, Instant now) {
    RequestFields fields = new RequestFields(body);
    if (fields.has("since")) {
      Instant since = fields.time("since");
      if (since != null && since.isAfter(now)) {
        fields.note("since", "must not be ahead of the gateway's clock");
      }
      fields.verify();
      return new Wanted.Since(since);
    }
    String shipmentId =
        fields.code("shipmentId", CommandId::isShipmentId, "a shipment's id, or since instead");
    Long from = fields.integer("fromVersion", 1, Integer.MAX_VALUE);
    fields.verify();
    return new Wanted.OfShipment(shipmentId, from.intValue());
  }

  private void replay(AdminCall call, Webhook webhook, Wanted.OfShipment wanted, boolean disabled) {
    Future<Integer> current = webhooks.replays().currentVersion(webhook, wanted.shipmentId);
    writes.await(
        call,
        current,
        version -> {
          if (wanted.fromVersion > version) {
            call.offences()
                .add(
                    Offence.at("/fromVersion", "must be from 1 to the current version " + version));
            call.refuse();
          }
          refuseIf(disabled);
          writes.await(
              call,
              webhooks.replays().replay(webhook, wanted.shipmentId, wanted.fromVersion, version),
              done ->
                  call.send(
                      202,
                      new JsonWriter(128)
                          .beginObject()
                          .field("webhookId", webhook.webhookId())
                          .field("shipmentId", wanted.shipmentId)
                          .field("fromVersion", wanted.fromVersion)
                          .field("toVersion", version)
                          .endObject()));
        });
  }

  private void replay(AdminCall call, Webhook webhook, Instant since) {
    writes.await(
        call,
        webhooks.replays().replay(webhook, since),
        done ->
            call.send(
                202,
                new JsonWriter(128)
                    .beginObject()
                    .field("webhookId", webhook.webhookId())
                    .field("since", since)
                    .endObject()));
  }

  private static int limit(AdminCall call) {
    return Preconditions.number(call.query(), "limit", 1, MAX_PAGE, PAGE, call.offences());
  }

  private static <E extends Enum<E>> @Nullable E choice(
      AdminCall call, String name, Class<E> choices) {
    String text = call.query().get(name);
    if (text == null) {
      return null;
    }
    for (E choice : Objects.requireNonNull(choices.getEnumConstants())) {
      if (choice.name().equals(text)) {
        return choice;
      }
    }
    call.offences()
        .add(Offence.in(name, "must be one of " + Arrays.toString(choices.getEnumConstants())));
    return null;
  }

  private static @Nullable String id(AdminCall call, String name) {
    String text = call.query().get(name);
    if (text != null && !CommandId.isShipmentId(text)) {
      call.offences().add(Offence.in(name, "must be an id of 26 characters"));
    }
    return text;
  }

  private static @Nullable Long number(AdminCall call, String name) {
    String text = call.query().get(name);
    if (text == null) {
      return null;
    }
    if (!text.matches("[0-9]{1,18}")) {
      call.offences().add(Offence.in(name, "must be the next of an earlier answer"));
      return null;
    }
    return Long.parseLong(text);
  }
}
