package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Sql;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;

/** A gateway with relays, and what their tests ask of it. */
abstract class RelayScenario {
  static final int WITHIN_SECONDS = 60;

  GatewayProcess gateway;
  Client client;
  Dispatcher dispatcher;

  void start(String name, Map<String, String> settings) {
    gateway = GatewayProcess.startFresh(name, settings);
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  void end() {
    if (gateway != null) {
      gateway.closeAndForget();
    }
  }

  List<String> book(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(dispatcher.book());
    }
    return ids;
  }

  void assign(String id, String vehicle) {
    dispatcher.assignCarrier(id, vehicle).expect(200);
  }

  JsonObject relay(String name) {
    return client.get("/v1/relays/" + name).expect(200).json();
  }

  static ConditionFactory patiently() {
    return await().atMost(WITHIN_SECONDS, SECONDS);
  }

  /** {@code code} is that of the cause, or null where that is not looked at. */
  void awaitState(String name, String state, String code) {
    patiently()
        .untilAsserted(
            () -> {
              var relay = relay(name);
              assertThat(relay.getString("state")).as(relay.encode()).isEqualTo(state);
              if (code != null) {
                assertThat(relay.getJsonObject("cause").getString("code")).isEqualTo(code);
              }
            });
  }

  void awaitNoLag(String name) {
    patiently().untilAsserted(() -> assertThat(relay(name).getLong("lagRecords")).isZero());
  }

  void awaitNoLane(String name) {
    var lanes = "select count(*) from consumer_lanes where consumer = 'relay:%s'".formatted(name);
    patiently().until(() -> new Sql(gateway).number(lanes) == 0);
  }

  /** The first offset of a shard that is not settled, as written down. */
  long cursor(String name, int shard) {
    return relay(name).getJsonArray("shards").getJsonObject(shard).getLong("cursor");
  }

  /** Sets a shard of a relay back; answers that shard of the answer. */
  JsonObject rewind(String name, int shard, long offset) {
    var rewound =
        client
            .post(
                "/v1/relays/" + name + "/rewind",
                new JsonObject().put("shard", shard).put("offset", offset))
            .expect(200)
            .json();
    assertThat(rewound.getString("name")).isEqualTo(name);
    assertThat(rewound.getJsonArray("shards")).hasSize(1);
    return rewound.getJsonArray("shards").getJsonObject(0);
  }
}
