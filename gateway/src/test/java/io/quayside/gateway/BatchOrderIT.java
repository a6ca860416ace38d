package io.quayside.gateway;

import static io.quayside.gateway.harness.Batches.counts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Updates of one body or frame are judged as if they came one by one, in its order. */
@ExtendWith(SharedGateway.class)
class BatchOrderIT {
  private static final String TOPIC = "shipment-positions";
  private static final int UPDATES = 120;

  private final TopicReader topics;
  private final Client client;
  private final Batches batches;
  private final Dispatcher dispatcher;
  private final String shipmentId;

  BatchOrderIT(GatewayProcess gateway) {
    topics = gateway.topics();
    client = gateway.client();
    batches = new Batches(client);
    dispatcher = new Dispatcher(client);
    shipmentId = dispatcher.book();
  }

  @Test
  void shouldFlagWhatIsLateWithinABody() {
    assertThat(post(5_000, 10)).containsExactly(1, 0, 1);

    assertThat(logged(shipmentId)).containsExactly("truck-1 5000", "truck-1 10 late");
    assertThat(post(10, 3_976, 3_977)).containsExactly(1, 0, 2);
  }

  @Test
  void shouldFlagWhatIsLateWithinAFrame() {
    try (var live = client.live()) {
      var updates = new JsonArray();
      for (long sequence : new long[] {5_000, 10, 5_000, 4_999}) {
        updates.add(Batches.update(shipmentId, sequence));
      }
      live.send(new JsonObject().put("op", "positions").put("id", "p1").put("updates", updates));

      var ack = live.await(frame -> "p1".equals(frame.getString("id")));

      assertThat(ack.getString("op")).isEqualTo("ack");
      assertThat(ack.getInteger("accepted")).isEqualTo(2);
      assertThat(ack.getInteger("duplicate")).isOne();
      assertThat(ack.getInteger("late")).isOne();
    }
  }

  /** One by one, the last would find a window that has moved beyond it. */
  @Test
  void shouldFlagARepetitionThatTheWindowHasLeftBehind() {
    assertThat(post(10, 10, 5_000, 10)).containsExactly(2, 1, 1);

    assertThat(logged(shipmentId)).containsExactly("truck-1 10", "truck-1 5000", "truck-1 10 late");
  }

  @Test
  void shouldJudgeABodyAsOneUpdateAfterTheOther() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var updates = IntStream.range(0, UPDATES).mapToObj(i -> anyUpdate(random)).toList();
    var other = dispatcher.book();

    var verdicts = updates.stream().map(update -> dispatcher.verdict(other, update)).toList();
    var body =
        updates.stream()
            .map(update -> update.copy().put("shipmentId", shipmentId).encode())
            .collect(Collectors.joining("\n"));
    var together = counts(batches.post(body.getBytes(UTF_8)).expect(200));

    assertThat(together)
        .as("seed %d", seed)
        .containsExactly(
            Collections.frequency(verdicts, "accepted"),
            Collections.frequency(verdicts, "duplicate"),
            Collections.frequency(verdicts, "late"));
    assertThat(logged(shipmentId)).as("seed %d", seed).isEqualTo(logged(other));
  }

  private static JsonObject anyUpdate(Random random) {
    long around = 2_000L * random.nextInt(3);
    return Bodies.position("truck-" + random.nextInt(2), around + random.nextInt(20));
  }

  private List<Integer> post(long... sequences) {
    List<String> lines = new ArrayList<>();
    for (long sequence : sequences) {
      lines.add(Batches.line(shipmentId, sequence));
    }
    return counts(batches.post(String.join("\n", lines).getBytes(UTF_8)).expect(200));
  }

  /** Device, sequence and flag of each of a shipment's records, in the log's order. */
  private List<String> logged(String id) {
    return topics.read(TOPIC, id).stream()
        .map(record -> TopicReader.json(record).getJsonObject("data"))
        .map(
            data ->
                data.getString("deviceId")
                    + ' '
                    + data.getLong("sequence")
                    + (data.getBoolean("late", false) ? " late" : ""))
        .toList();
  }
}
