package io.quayside.edge.query;

import io.quayside.auth.Grant;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Tells a caller who it is to the gateway: {@code GET /v1/me}. */
public final class CallerRoute {
  private CallerRoute() {}

  public static void show(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
    Grant grant = Objects.requireNonNull(call.grant(), "the operation is not open");
    call.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Buffer.buffer(encode(grant)));
  }

  private static byte[] encode(Grant grant) {
    Principal principal = grant.principal();
    JsonWriter out = new JsonWriter(256).beginObject();
    out.field("tenant", principal.tenant())
        .field("role", principal.role().word())
        .field("name", principal.name());
    Set<String> shippers = principal.shippers();
    if (principal.role() == Role.SHIPPER && shippers != null) {
      texts(out, "shippers", shippers);
    }
    if (!principal.carriers().isEmpty()) {
      texts(out, "carriers", principal.carriers());
    }
    if (principal.allTenants()) {
      out.field("allTenants", true);
    }
    String deviceId = principal.deviceId();
    if (deviceId != null) {
      out.field("deviceId", deviceId);
    }
    Instant until = grant.until();
    if (until != null) {
      out.field("until", until);
    }
    return out.endObject().toBytes();
  }

  private static void texts(JsonWriter out, String name, Set<String> texts) {
    out.beginArray(name);
    texts.stream().sorted().forEach(out::value);
    out.endArray();
  }
}
