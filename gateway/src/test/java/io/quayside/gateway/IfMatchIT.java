package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that hold only for one version of the shipment. */
@ExtendWith(SharedGateway.class)
class IfMatchIT {
  private final Dispatcher dispatcher;

  IfMatchIT(GatewayProcess gateway) {
    dispatcher = new Dispatcher(gateway.client());
  }

  @Test
  void shouldAcceptTheCurrentVersion() {
    var shipmentId = dispatcher.book();

    var answer = dispatcher.assignCarrier(shipmentId, "HH-QS 1", "If-Match", "\"1\"").expect(200);

    assertThat(answer.header("ETag")).isEqualTo("\"2\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"0\"", "\"1\"", "\"3\"", "\"999999\""})
  void shouldRefuseAnotherVersion(String version) {
    var shipmentId = dispatcher.book();
    dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);

    dispatcher.release(shipmentId, "If-Match", version).expectProblem(412, "version-mismatch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "1", "W/\"1\"", "\"1\", \"2\"", "\"one\"", "\"-1\"", "\"01\"", ""})
  void shouldRefuseWhatIsNoVersionInQuotes(String ifMatch) {
    var shipmentId = dispatcher.book();

    var answer = dispatcher.assignCarrier(shipmentId, "HH-QS 1", "If-Match", ifMatch);

    assertThat(answer.expectProblem(422, "validation-failed").offences())
        .containsExactly("If-Match");
  }

  @Test
  void shouldLetOneOfManyWritersWin() {
    var shipmentId = dispatcher.book();

    var answers =
        IntStream.range(0, 20)
            .mapToObj(i -> dispatcher.assignCarrierAsync(shipmentId, "V" + i, "If-Match", "\"1\""))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers.stream().filter(answer -> answer.accepted())).hasSize(1);
    assertThat(answers.stream().filter(answer -> !answer.accepted()))
        .allSatisfy(answer -> answer.expectProblem(412, "version-mismatch"));
  }
}
