package io.quayside.gateway.growing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The analysis of docs/growing.md over the topics of a gateway that serves meanwhile. */
@ExtendWith(SharedGateway.class)
class TransitTimesIT {
  private static final String LANE = "PTLIS-FIHEL";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final GatewayProcess gateway;
  private final Dispatcher dispatcher;
  @TempDir private Path state;

  TransitTimesIT(GatewayProcess gateway) {
    this.gateway = gateway;
    this.dispatcher = new Dispatcher(gateway.client());
  }

  @Test
  void shouldSumTheTimesOfEachLaneOnce() {
    dispatcher.deliver(LANE, Duration.ofHours(4));
    var settings =
        TransitTimes.settings(
            "127.0.0.1:" + gateway.ports().kafka(), "transit-times-" + UUID.randomUUID());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    try (var streams = new KafkaStreams(TransitTimes.topology(), settings)) {
      streams.start();
      dispatcher.deliver(LANE, Duration.ofHours(6));

      var sum =
          await()
              .atMost(PATIENCE)
              .ignoreExceptionsInstanceOf(InvalidStateStoreException.class)
              .until(() -> lane(streams), found -> found.getInteger("deliveries") == 2);
      assertThat(sum.getLong("seconds")).isEqualTo(Duration.ofHours(10).toSeconds());
    }
  }

  private static JsonObject lane(KafkaStreams streams) {
    ReadOnlyKeyValueStore<String, String> lanes =
        streams.store(
            StoreQueryParameters.fromNameAndType(
                TransitTimes.LANES, QueryableStoreTypes.keyValueStore()));
    var found = lanes.get(LANE);
    return found == null ? new JsonObject().put("deliveries", 0) : new JsonObject(found);
  }
}
