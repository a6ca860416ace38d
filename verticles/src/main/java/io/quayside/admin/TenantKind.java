package io.quayside.admin;

import io.quayside.admin.Tenant.Quotas;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import org.jspecify.annotations.Nullable;

/** Tenants. */
final class TenantKind implements ObjectKind<Tenant> {
  private static final int MAX_QUOTA = 1_000_000;

  @Override
  public String name() {
    return "tenant";
  }

  @Override
  public Tenant read(Stored stored, StoredFields data, SecretKeys keys) {
    if (!stored.tenant().equals(stored.id())) {
      throw new IllegalArgumentException("tenantid is another tenant's");
    }
    StoredFields quotas = data.object("quotas");
    Quotas read =
        new Quotas(
            quota(quotas, "requestsPerSecond"),
            quota(quotas, "positionsPerSecond"),
            quota(quotas, "sockets"),
            quota(quotas, "webhooks"));
    quotas.end();
    return new Tenant(
        stored.id(), stored.version(), data.bool("suspended"), read, data.time("createdAt"));
  }

  private static @Nullable Integer quota(StoredFields quotas, String name) {
    return quotas.has(name) ? quotas.integer(name, MAX_QUOTA) : null;
  }

  @Override
  public void write(Tenant tenant, JsonWriter data, SecretKeys keys) {
    data.field("suspended", tenant.suspended());
    quotas(data, tenant.quotas());
    data.field("createdAt", tenant.createdAt());
  }

  private static void quotas(JsonWriter out, Quotas quotas) {
    out.beginObject("quotas");
    quota(out, "requestsPerSecond", quotas.requestsPerSecond());
    quota(out, "positionsPerSecond", quotas.positionsPerSecond());
    quota(out, "sockets", quotas.sockets());
    quota(out, "webhooks", quotas.webhooks());
    out.endObject();
  }

  private static void quota(JsonWriter out, String name, @Nullable Integer quota) {
    if (quota != null) {
      out.field(name, quota);
    }
  }
}
