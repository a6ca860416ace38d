package io.quayside.edge.admin;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.edge.http.Preconditions;
import io.quayside.notify.relay.RelayView;
import io.quayside.notify.relay.RelayView.Cause;
import io.quayside.notify.relay.RelayView.Rewound;
import io.quayside.notify.relay.RelayView.ShardView;
import io.quayside.notify.relay.Relays;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Relays: how they are, and what operators change of them. */
final class RelayRoutes {
  private final Writes writes;
  private final Relays relays;

  RelayRoutes(Writes writes, Relays relays) {
    this.writes = writes;
    this.relays = relays;
  }

  void list(AdminCall call) {
    call.noQuery();
    call.refuse();
    writes.await(
        call,
        relays.all(),
        all -> {
          JsonWriter out = new JsonWriter(4_096).beginObject().beginArray("items");
          all.forEach(relay -> write(out, relay));
          call.send(200, out.endArray().endObject());
        });
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    writes.await(call, relays.one(call.path("relay")), relay -> send(call, relay));
  }

  private static void send(AdminCall call, RelayView relay) {
    call.send(200, write(new JsonWriter(2_048), relay));
  }

  void resume(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    call.refuseWith(body);
    writes.await(call, relays.resume(call.path("relay")), relay -> send(call, relay));
  }

  /** Where a relay is set back to: a time, or an offset of one shard. */
  private record Target(@Nullable Instant since, int shard, long offset) {}

  void rewind(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    Target target = Preconditions.parsed(call.offences(), () -> target(body));
    String name = call.path("relay");
    Future<List<Rewound>> rewound =
        target.since == null
            ? relays.rewind(name, target.shard, target.offset)
            : relays.rewind(name, target.since);
    writes.await(
        call,
        rewound,
        shards -> {
          JsonWriter out = new JsonWriter(512).beginObject().field("name", name);
          out.beginArray("shards");
          for (Rewound shard : shards) {
            out.beginObject()
                .field("shard", shard.shard())
                .field("from", shard.from())
                .field("to", shard.to())
                .endObject();
          }
          call.send(200, out.endArray().endObject());
        });
  }

  private static Target target(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    Instant since = fields.optionalTime("since");
    boolean byOffset = fields.has("shard") || fields.has("offset");
    if (byOffset == fields.has("since")) {
      fields.note("must have either since, or shard and offset");
    }
    Long shard = byOffset ? fields.integer("shard", 0, Integer.MAX_VALUE) : null;
    Long offset = byOffset ? fields.integer("offset", 0, Long.MAX_VALUE) : null;
    fields.verify();
    return new Target(
        since, shard == null ? 0 : shard.intValue(), offset == null ? 0 : offset.longValue());
  }

  private static JsonWriter write(JsonWriter out, RelayView relay) {
    out.beginObject()
        .field("name", relay.name())
        .field("kind", relay.kind())
        .field("state", relay.state().name());
    write(out, relay.cause());
    out.field("lagRecords", relay.lagRecords())
        .field("lagSeconds", relay.lagSeconds())
        .field("parked", relay.parked())
        .beginArray("shards");
    relay.shards().forEach(shard -> write(out, shard));
    return out.endArray().endObject();
  }

  private static void write(JsonWriter out, ShardView shard) {
    out.beginObject()
        .field("shard", shard.shard())
        .optional("nodeId", shard.nodeId())
        .field("state", shard.state().name());
    write(out, shard.cause());
    out.field("cursor", shard.cursor())
        .field("end", shard.end())
        .field("lagSeconds", shard.lagSeconds())
        .field("parked", shard.parked())
        .endObject();
  }

  private static void write(JsonWriter out, @Nullable Cause cause) {
    if (cause != null) {
      out.beginObject("cause")
          .field("code", cause.code())
          .field("detail", cause.detail())
          .field("since", cause.since())
          .endObject();
    }
  }
}
