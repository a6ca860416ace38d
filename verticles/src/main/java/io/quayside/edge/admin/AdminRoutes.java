package io.quayside.edge.admin;

import io.quayside.admin.AdminService;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Operation;
import io.quayside.edge.http.Route;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The routes of the administration. */
public final class AdminRoutes {
  private AdminRoutes() {}

  /**
   * The routes for calls on a context. Without keys that seal secrets there are no routes of device
   * groups.
   */
  public static List<Route> all(AdminService admin, Context context) {
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
    if (!admin.store().secretKeys().isEmpty()) {
      DeviceGroupRoutes groups = new DeviceGroupRoutes(admin.store(), writes);
      routes.add(route(Operation.CREATE_DEVICE_GROUP, groups::create));
      routes.add(route(Operation.LIST_DEVICE_GROUPS, groups::list));
      routes.add(route(Operation.SHOW_DEVICE_GROUP, groups::show));
      routes.add(route(Operation.REMOVE_DEVICE_GROUP, groups::remove));
      routes.add(route(Operation.ROTATE_DEVICE_GROUP, groups::rotate));
      routes.add(route(Operation.DENY_DEVICE, groups::deny));
      routes.add(route(Operation.ADMIT_DEVICE, groups::admit));
    }
    return routes;
  }

  private static Route route(Operation operation, Consumer<AdminCall> answer) {
    Handler<Call> handler = call -> answer.accept(new AdminCall(call));
    return new Route(operation, handler);
  }
}
