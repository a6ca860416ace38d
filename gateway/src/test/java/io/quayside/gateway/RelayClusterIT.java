package io.quayside.gateway;

import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.TopicReader;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Relays of two nodes, of which one is killed under load. The long form kills it more often, as
 * {@code -Drelays.kills=50 -Drelays.events=500}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayClusterIT {
  private static final int SHIPMENTS = 48;
  private static final int KILLS = Integer.getInteger("relays.kills", 1);

  /** Acknowledged events before and after each kill. */
  private static final int EVENTS = Integer.getInteger("relays.events", 150);

  private static final int MOST_EVENTS_MORE = 50;
  private static final int PATIENCE_SECONDS = 240 + KILLS * EVENTS / 50;

  private RelayBrokers brokers;
  private Nodes nodes;

  @BeforeAll
  void start() {
    brokers = new RelayBrokers();
    nodes = Nodes.start("relay-cluster", 2, Map.of("QUAYSIDE_RELAYS", brokers.relays()));
  }

  @AfterAll
  void stop() throws Exception {
    if (nodes != null) {
      nodes.close();
    }
    brokers.close();
  }

  @Test
  void shouldRelayEveryEventInOrderThoughOwnersAreKilled() throws Exception {
    var random = new Random(11);
    try (var load = new RelayLoad(nodes.first().client(), SHIPMENTS)) {
      for (int kill = 0; kill < KILLS; kill++) {
        load.awaitMore(EVENTS + random.nextInt(MOST_EVENTS_MORE));
        nodes.last().kill9();
        load.awaitMore(EVENTS);
        // A queue that is written to is never empty, and a start takes long enough to write more
        // than the comparison with Redis can hold.
        load.pause();
        brokers.receive();
        if (kill + 1 < KILLS) {
          nodes.restart(1);
        }
        load.resume();
      }
      long written = load.stop();
      System.out.printf("relays: %d events written, %d owners killed%n", written, KILLS);
    }

    brokers.awaitWhole(new TopicReader(nodes.kafkaBootstrap()), PATIENCE_SECONDS);
  }
}
