package io.quayside.edge.admin;

import io.quayside.admin.AdminService;
import io.quayside.admin.ObjectKinds;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.ForeignOperations;
import io.quayside.edge.http.Operation;
import io.quayside.edge.http.Route;
import io.quayside.notify.relay.Relays;
import io.quayside.notify.webhook.Webhooks;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The routes of the administration. */
public final class AdminRoutes {
  private AdminRoutes() {}

  /**
   * The routes for calls on a context. Without keys that seal secrets there are no routes of device
   * groups and webhooks.
   *
   * @param eventTypes the types that webhooks may name
   */
  public static List<Route> all(
      AdminService admin,
      Webhooks webhooks,
      Relays relays,
      Set<String> eventTypes,
      ClusterRoute cluster,
      Context context) {
    Writes writes = new Writes(admin.writer(), context);
    KeyRoutes keys = new KeyRoutes(admin.store(), writes);
    TenantRoutes tenants = new TenantRoutes(admin.store(), writes);
    List<Route> routes = new ArrayList<>();
    routes.add(route(Operation.CREATE_KEY, keys::create));
    routes.add(route(Operation.LIST_KEYS, keys::list));
    routes.add(route(Operation.SHOW_KEY, keys::show));
    routes.add(route(Operation.REVOKE_KEY, keys::revoke));
    routes.add(route(Operation.PUT_TENANT, tenants::put));
    routes.add(route(Operation.LIST_TENANTS, tenants::list));
    routes.add(route(Operation.SHOW_TENANT, tenants::show));
    PartnerRoutes partners = new PartnerRoutes(admin.store(), writes);
    routes.add(new Route(ForeignOperations.PUT_PARTNER, partners::put));
    routes.add(route(ForeignOperations.LIST_PARTNERS, partners::list));
    routes.add(route(ForeignOperations.SHOW_PARTNER, partners::show));
    routes.add(route(ForeignOperations.REMOVE_PARTNER, partners::remove));
    routes.add(route(Operation.SHOW_LAG, new LagRoute(writes, webhooks)::show));
    routes.add(route(Operation.SHOW_CLUSTER, cluster::show));
    RelayRoutes relayRoutes = new RelayRoutes(writes, relays);
    routes.add(route(Operation.LIST_RELAYS, relayRoutes::list));
    routes.add(route(Operation.SHOW_RELAY, relayRoutes::show));
    routes.add(route(Operation.REWIND_RELAY, relayRoutes::rewind));
    routes.add(route(Operation.RESUME_RELAY, relayRoutes::resume));
    if (!admin.store().secretKeys().isEmpty()) {
      DeviceGroupRoutes groups = new DeviceGroupRoutes(admin.store(), writes);
      routes.add(route(Operation.CREATE_DEVICE_GROUP, groups::create));
      routes.add(route(Operation.LIST_DEVICE_GROUPS, groups::list));
      routes.add(route(Operation.SHOW_DEVICE_GROUP, groups::show));
      routes.add(route(Operation.REMOVE_DEVICE_GROUP, groups::remove));
      routes.add(route(Operation.ROTATE_DEVICE_GROUP, groups::rotate));
      routes.add(route(Operation.DENY_DEVICE, groups::deny));
      routes.add(route(Operation.ADMIT_DEVICE, groups::admit));
      routes.addAll(webhooks(admin, writes, webhooks, eventTypes));
    }
    routes.addAll(letters(admin, writes, webhooks));
    return routes;
  }

  private static List<Route> webhooks(
      AdminService admin, Writes writes, Webhooks all, Set<String> eventTypes) {
    WebhookRoutes webhooks = new WebhookRoutes(admin.store(), writes, all, eventTypes);
    DeliveryRoutes deliveries =
        new DeliveryRoutes(admin.store().table(ObjectKinds.WEBHOOK), webhooks, writes, all);
    return List.of(
        route(Operation.CREATE_WEBHOOK, webhooks::create),
        route(Operation.LIST_WEBHOOKS, deliveries::list),
        route(Operation.SHOW_WEBHOOK, webhooks::show),
        route(Operation.PUT_WEBHOOK, webhooks::put),
        route(Operation.REMOVE_WEBHOOK, webhooks::remove),
        route(Operation.ROTATE_WEBHOOK_SECRET, webhooks::rotate),
        route(Operation.ENABLE_WEBHOOK, webhooks::enable),
        route(Operation.DISABLE_WEBHOOK, webhooks::disable),
        route(Operation.PING_WEBHOOK, webhooks::ping),
        route(Operation.REPLAY_WEBHOOK, deliveries::replay),
        route(Operation.LIST_DELIVERIES, deliveries::deliveries),
        route(Operation.LIST_LANES, deliveries::lanes));
  }

  /** Not of webhooks alone: what was parked elsewhere needs no secrets. */
  private static List<Route> letters(AdminService admin, Writes writes, Webhooks all) {
    DeadLetterRoutes letters =
        new DeadLetterRoutes(admin.store().table(ObjectKinds.WEBHOOK), writes, all);
    JobRoutes jobs = new JobRoutes(letters, writes, all);
    return List.of(
        route(Operation.LIST_DEAD_LETTERS, letters::list),
        route(Operation.SHOW_DEAD_LETTER, letters::show),
        route(Operation.REDRIVE_DEAD_LETTER, letters::redrive),
        route(Operation.DISCARD_DEAD_LETTER, letters::discard),
        route(Operation.REDRIVE_DEAD_LETTERS, jobs::redrive),
        route(Operation.DISCARD_DEAD_LETTERS, jobs::discard),
        route(Operation.SHOW_JOB, jobs::show));
  }

  private static Route route(Operation operation, Consumer<AdminCall> answer) {
    Handler<Call> handler = call -> answer.accept(new AdminCall(call));
    return new Route(operation, handler);
  }
}
