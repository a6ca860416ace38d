package io.quayside.edge.admin;

import io.quayside.admin.AdminWriter.Decision;
import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectState;
import io.quayside.admin.ObjectState.Present;
import io.quayside.admin.ObjectStore;
import io.quayside.admin.Tenant;
import io.quayside.admin.Tenant.Quotas;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Preconditions;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tenants. */
final class TenantRoutes {
  private static final int MAX_QUOTA = 1_000_000;
  private static final int MAX_WEBHOOKS = 1_000;

  private final ObjectStore store;
  private final Writes writes;

  TenantRoutes(ObjectStore store, Writes writes) {
    this.store = store;
    this.writes = writes;
  }

  /** What a request asks for. */
  private record Wanted(boolean suspended, Quotas quotas) {}

  void put(AdminCall call) {
    Map<String, Object> body = call.body();
    String name = call.path("tenant");
    if (!Principal.isTenant(name)) {
      call.offences().add(Offence.in("tenant", "must be " + AdminFields.TENANT_FORM));
    }
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    Wanted wanted = Preconditions.parsed(call.offences(), () -> parse(name, body));
    writes.write(
        call,
        ObjectKinds.TENANT,
        name,
        ifMatch != null,
        decision(name, wanted, ifMatch, Writes.now()),
        written -> {
          boolean made = !existed(name, written.before());
          Tenant tenant = Writes.object(written.after());
          call.send(made ? 201 : 200, tenant.version(), write(new JsonWriter(256), tenant));
        });
  }

  private static Decision<Tenant> decision(
      String name, Wanted wanted, @Nullable Integer ifMatch, Instant now) {
    return current -> {
      if (ifMatch != null && !existed(name, current)) {
        throw new Problem(ProblemCode.VERSION_MISMATCH, "There is no such tenant").toException();
      }
      AdminCall.requireVersion(ifMatch, current.version());
      Instant createdAt =
          current instanceof Present<Tenant>(Tenant tenant) ? tenant.createdAt() : now;
      return new Present<>(
          new Tenant(name, current.version() + 1, wanted.suspended, wanted.quotas, createdAt));
    };
  }

  /** The tenant {@code default} exists without a record. */
  private static boolean existed(String name, ObjectState<Tenant> state) {
    return !(state instanceof ObjectState.Absent<Tenant>) || name.equals(Principal.DEFAULT_TENANT);
  }

  private static Wanted parse(String name, Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    boolean suspended = Boolean.TRUE.equals(fields.optionalBoolean("suspended"));
    if (suspended && name.equals(Principal.DEFAULT_TENANT)) {
      fields.note("suspended", "must not be true: this tenant is not suspended");
    }
    RequestFields quotas = fields.optionalObject("quotas");
    Quotas wanted = Quotas.NONE;
    if (quotas != null) {
      wanted =
          new Quotas(
              quota(quotas, "requestsPerSecond", 1, MAX_QUOTA),
              quota(quotas, "positionsPerSecond", 1, MAX_QUOTA),
              quota(quotas, "sockets", 1, MAX_QUOTA),
              quota(quotas, "webhooks", 0, MAX_WEBHOOKS));
      quotas.end();
    }
    fields.verify();
    return new Wanted(suspended, wanted);
  }

  private static @Nullable Integer quota(RequestFields quotas, String name, int min, int max) {
    Long quota = quotas.has(name) ? quotas.integer(name, min, max) : null;
    return quota == null ? null : quota.intValue();
  }

  void list(AdminCall call) {
    NavigableMap<String, Tenant> tenants = new TreeMap<>();
    store.table(ObjectKinds.TENANT).all().forEach(tenant -> tenants.put(tenant.tenant(), tenant));
    Tenant byDefault = store.tenant(Principal.DEFAULT_TENANT);
    if (byDefault != null) {
      tenants.put(byDefault.tenant(), byDefault);
    }
    call.sendPage(tenants, Principal::isTenant, TenantRoutes::write);
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    Tenant tenant = store.tenant(call.path("tenant"));
    if (tenant == null) {
      throw new Problem(ProblemCode.NOT_FOUND, "There is no such tenant").toException();
    }
    call.send(200, tenant.version(), write(new JsonWriter(256), tenant));
  }

  private static JsonWriter write(JsonWriter out, Tenant tenant) {
    out.beginObject()
        .field("tenant", tenant.tenant())
        .field("version", tenant.version())
        .field("suspended", tenant.suspended())
        .beginObject("quotas");
    write(out, "requestsPerSecond", tenant.quotas().requestsPerSecond());
    write(out, "positionsPerSecond", tenant.quotas().positionsPerSecond());
    write(out, "sockets", tenant.quotas().sockets());
    write(out, "webhooks", tenant.quotas().webhooks());
    return out.endObject().field("createdAt", tenant.createdAt()).endObject();
  }

  private static void write(JsonWriter out, String name, @Nullable Integer quota) {
    if (quota != null) {
      out.field(name, quota);
    }
  }
}
