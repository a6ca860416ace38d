package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Topics;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.ToolProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A rebuild over nodes that join, stop and are killed while it copies, and one that is right after
 * the switch. The long form of a test of {@link ClusterIT}, with {@code -Drebuild.cluster=true}.
 */
@EnabledIfSystemProperty(named = "rebuild.cluster", matches = "true")
@Timeout(600)
class RebuildClusterIT {
  private static final int NODES = 3;
  private static final int SHARDS = 12;
  private static final int SHIPMENTS = 120;
  private static final int ROUNDS = 8;
  private static final int SOME = 20;

  private Nodes nodes;

  @BeforeEach
  void start() {
    nodes = Nodes.start("rebuild-cluster", NODES);
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void shouldGoOnWhateverNodeGoes() throws Exception {
    var first = fill(SHIPMENTS);
    loseFirstPositions();
    fill(SHIPMENTS / 4);
    try (var load = new ReadBackLoad(nodes.first().client());
        var replaying = ClusterRebuild.transaction(nodes);
        var copying = ClusterRebuild.transaction(nodes)) {
      load.await(SOME);
      var rebuild = ClusterRebuild.start(nodes, replaying, copying, first);
      var joined = nodes.startOneMore();
      try {
        nodes.get(1).stop();
        load.await(SOME);
        // Each of the three nodes has shards with something to copy.
        rebuild.awaitCopies(NODES);
        nodes.get(2).kill9();
        load.await(SOME);
        rebuild.expectState("RUNNING");
        copying.rollback();
        rebuild.expectState("RUNNING");
        replaying.rollback();
        rebuild.awaitState("READY");
        rebuild.expectSameRows();
        rebuild.switchOver();
        joined.kill9();
        load.await(SOME);
      } finally {
        joined.closeAndForget();
      }
      expectNoDifference();
      rebuild.dropFormer();
      load.await(SOME);
    }
    expectNoDifference();
    assertThat(nodes.first().complaints()).isEmpty();
  }

  private void expectNoDifference() {
    assertThat(ToolProcess.run(nodes.services(), "verify").expect(0).text()).isEmpty();
  }

  /** Events and positions of some shipments, once queries show them; returns the shipments. */
  private List<String> fill(int shipments) {
    var dispatcher = new Dispatcher(nodes.first().client());
    var ids = IntStream.range(0, shipments).mapToObj(i -> dispatcher.bookAndPickUp()).toList();
    for (int round = 0; round < ROUNDS; round++) {
      int sequence = round;
      ids.stream()
          .map(id -> dispatcher.trackAsync(id, Bodies.position("truck", sequence)))
          .toList()
          .forEach(answer -> answer.join().expect(202));
    }
    ids.forEach(id -> dispatcher.awaitPosition(id, ROUNDS - 1));
    return ids;
  }

  /** Deletes what the topic of positions has, as its retention does in time. */
  private void loseFirstPositions() throws ExecutionException, InterruptedException {
    try (var admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, nodes.kafkaBootstrap()))) {
      var partitions =
          IntStream.range(0, SHARDS)
              .mapToObj(shard -> new TopicPartition(Topics.POSITIONS, shard))
              .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
      Map<TopicPartition, RecordsToDelete> all =
          admin.listOffsets(partitions).all().get().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      end -> RecordsToDelete.beforeOffset(end.getValue().offset())));
      admin.deleteRecords(all).all().get();
    }
  }
}
