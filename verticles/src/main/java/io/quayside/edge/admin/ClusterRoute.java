package io.quayside.edge.admin;

import io.quayside.cluster.ClusterNode;
import io.quayside.common.json.JsonWriter;
import io.quayside.shard.ownership.ClusterView;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster: its members, their shards, and the services that all of them use. */
public final class ClusterRoute {
  private final int shards;
  private final IntSupplier generation;
  private final ClusterView view;
  private final Supplier<@Nullable String> registry;

  /**
   * The route of a cluster with that number of shards.
   *
   * @param generation the generation of the read models that queries use
   * @param registry {@code up}, {@code degraded} or {@code down}; null where no schema registry is
   *     configured
   */
  public ClusterRoute(
      int shards, IntSupplier generation, ClusterView view, Supplier<@Nullable String> registry) {
    this.shards = shards;
    this.generation = generation;
    this.view = view;
    this.registry = registry;
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    JsonWriter out = new JsonWriter(1_024).beginObject().field("shards", shards);
    out.field("generation", generation.getAsInt());
    String status = registry.get();
    if (status != null) {
      out.field("registry", status);
    }
    out.beginArray("nodes");
    view.nodes().forEach(node -> write(out, node));
    call.send(200, out.endArray().endObject());
  }

  private void write(JsonWriter out, ClusterNode node) {
    out.beginObject()
        .field("nodeId", node.nodeId().toString())
        .field("address", node.address())
        .field("version", node.version())
        .field("protocol", node.protocol())
        .beginArray("shards");
    view.shardsOf(node.nodeId()).stream().sorted().forEach(out::value);
    out.endArray();
    if (view.isSelf(node.nodeId())) {
      out.field("self", true);
    }
    out.endObject();
  }
}
