package io.quayside.gateway;

import static io.quayside.gateway.harness.Batches.counts;
import static io.quayside.gateway.harness.Batches.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A body of which nothing was taken is refused, for many senders look at the status alone. */
@ExtendWith(SharedGateway.class)
class BatchRefusalIT {
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";

  private final Batches batches;
  private final Dispatcher dispatcher;
  private final String shipmentId;

  BatchRefusalIT(GatewayProcess gateway) {
    batches = new Batches(gateway.client());
    dispatcher = new Dispatcher(gateway.client());
    shipmentId = dispatcher.book();
  }

  @Test
  void shouldRefuseABodyOfWhichNothingWasTaken() {
    var body =
        String.join(
            "\n",
            "",
            "no JSON",
            Batches.line(UNKNOWN, 1),
            Batches.update(shipmentId, 1).put("speedKph", -1).encode());

    var refused = batches.post(body.getBytes(UTF_8)).expectProblem(422, "validation-failed");

    assertThat(refused.json().fieldNames())
        .containsExactlyInAnyOrder(
            "type",
            "title",
            "status",
            "detail",
            "code",
            "accepted",
            "duplicate",
            "late",
            "rejected");
    assertThat(counts(refused)).containsExactly(0, 0, 0);
    assertThat(rejected(refused))
        .containsExactly("2 malformed-json", "3 shipment-not-found", "4 validation-failed");
  }

  @Test
  void shouldAnswerWhatWasTakenBesideWhatWasNot() {
    var line = Batches.line(shipmentId, 5_000);
    var late = Batches.line(shipmentId, 1);

    for (var good : new String[] {line, line, late}) {
      var answer = batches.post((good + "\nno JSON").getBytes(UTF_8)).expect(200);
      assertThat(counts(answer).stream().mapToInt(Integer::intValue).sum()).isOne();
      assertThat(rejected(answer)).containsExactly("2 malformed-json");
    }
  }
}
