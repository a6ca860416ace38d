package io.quayside.edge.admin;

import io.quayside.admin.ApiKey;
import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectStore;
import io.quayside.admin.ObjectTable;
import io.quayside.auth.Sha256;
import io.quayside.common.identity.ApiKeyText;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.Scac;
import io.quayside.edge.http.Preconditions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** API keys. */
final class KeyRoutes {
  private static final int MAX_SCOPE = 100;
  private static final int MAX_SHIPPER = 64;
  private static final List<Role> ROLES =
      List.of(Role.SHIPPER, Role.CARRIER, Role.SERVICE, Role.OPERATOR);

  private final ObjectTable<ApiKey> keys;
  private final Writes writes;

  KeyRoutes(ObjectStore store, Writes writes) {
    this.keys = store.table(ObjectKinds.KEY);
    this.writes = writes;
  }

  /** What a request asks for. */
  private record Wanted(
      String name,
      Role role,
      @Nullable Set<String> shippers,
      Set<String> carriers,
      boolean allTenants,
      @Nullable Instant expiresAt) {}

  void create(AdminCall call) {
    Map<String, Object> body = call.body();
    Instant now = Writes.now();
    call.noQuery();
    Wanted wanted = Preconditions.parsed(call.offences(), () -> parse(body, now));
    if (wanted.allTenants) {
      call.requireAllTenants();
    }
    String tenant = call.tenant();
    String keyId = ApiKeyText.randomId();
    String text = ApiKeyText.random(keyId);
    String hash = HexFormat.of().formatHex(Sha256.of(text));
    writes.create(
        call,
        ObjectKinds.KEY,
        keyId,
        version ->
            new ApiKey(
                keyId,
                version,
                tenant,
                wanted.name,
                wanted.role,
                wanted.shippers,
                wanted.carriers,
                wanted.allTenants,
                now,
                wanted.expiresAt,
                hash),
        key -> {
          call.location("/v1/keys/" + keyId);
          JsonWriter out = begin(new JsonWriter(512), key).field("key", text);
          call.send(201, key.version(), out.endObject());
        });
  }

  private static Wanted parse(Map<String, Object> body, Instant now) {
    RequestFields fields = new RequestFields(body);
    String name = fields.code("name", AdminFields::isName, AdminFields.NAME_FORM);
    String word = fields.anyText("role");
    Role role = ROLES.stream().filter(one -> one.word().equals(word)).findFirst().orElse(null);
    if (word != null && role == null) {
      fields.note("role", "must be one of " + ROLES.stream().map(Role::word).toList());
    }
    List<String> shippers =
        fields.optionalTexts(
            "shippers",
            MAX_SCOPE,
            text -> RequestFields.isText(text, MAX_SHIPPER),
            "1 to 64 characters");
    List<String> carriers =
        fields.optionalTexts("carriers", MAX_SCOPE, Scac::isValid, Scac.DESCRIPTION);
    boolean allTenants = Boolean.TRUE.equals(fields.optionalBoolean("allTenants"));
    Instant expiresAt = fields.optionalTime("expiresAt");
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      fields.note("expiresAt", "must be ahead of the gateway's clock");
    }
    if (role != null) {
      judgeScope(fields, role, allTenants);
    }
    fields.verify();
    return new Wanted(
        name,
        Objects.requireNonNull(role),
        shippers == null ? null : Set.copyOf(shippers),
        carriers == null ? Set.of() : Set.copyOf(carriers),
        allTenants,
        expiresAt);
  }

  private static void judgeScope(RequestFields fields, Role role, boolean allTenants) {
    if (role != Role.SHIPPER && fields.has("shippers")) {
      fields.note("shippers", "goes with the role shipper alone");
    }
    if (role != Role.CARRIER && fields.has("carriers")) {
      fields.note("carriers", "goes with the role carrier alone");
    }
    if (role == Role.CARRIER && !fields.has("carriers")) {
      fields.note("carriers", "is missing");
    }
    if (role != Role.OPERATOR && allTenants) {
      fields.note("allTenants", "goes with the role operator alone");
    }
  }

  void list(AdminCall call) {
    call.sendPage(
        keys.of(call.tenant()), AdminFields::isId, (out, key) -> begin(out, key).endObject());
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    ApiKey key = AdminCall.found(keys.state(call.path("keyId")), call.tenant()).object();
    call.send(200, key.version(), begin(new JsonWriter(512), key).endObject());
  }

  void revoke(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    call.refuseWith(body);
    writes.remove(call, ObjectKinds.KEY, call.path("keyId"), ifMatch);
  }

  /** Writes a key's members, its hash aside, and leaves the object open. */
  private static JsonWriter begin(JsonWriter out, ApiKey key) {
    out.beginObject()
        .field("keyId", key.keyId())
        .field("version", key.version())
        .field("tenant", key.tenant())
        .field("name", key.name())
        .field("role", key.role().word());
    if (key.shippers() != null) {
      AdminCall.texts(out, "shippers", key.shippers());
    }
    if (!key.carriers().isEmpty()) {
      AdminCall.texts(out, "carriers", key.carriers());
    }
    if (key.allTenants()) {
      out.field("allTenants", true);
    }
    out.field("createdAt", key.createdAt());
    if (key.expiresAt() != null) {
      out.field("expiresAt", key.expiresAt());
    }
    return out;
  }
}
