package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for Server-Sent Events that are refused. */
@ExtendWith(SharedGateway.class)
class EventStreamRequestIT {
  private static final String LAST = "Last-Event-ID";

  private final Client client;
  private final Dispatcher dispatcher;

  EventStreamRequestIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456789ABCDEFGHJKMNPQRS", "no-shipment", "%00"})
  void shouldFindNoStreamOfAShipmentThatIsNone(String shipmentId) {
    client.get("/v1/shipments/" + shipmentId + "/stream").expectProblem(404, "shipment-not-found");
    client
        .get("/v1/shipments/" + shipmentId + "/stream?positions=true", LAST, "1")
        .expectProblem(404, "shipment-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "1.5", "1e3", "0x1", "\"1\"", "1,2", "99999999999"})
  void shouldRefuseALastEventIdThatIsNoVersion(String lastEventId) {
    var problem = refused("", LAST, lastEventId);

    assertThat(problem).containsExactly(LAST);
  }

  @ParameterizedTest
  @CsvSource({
    "?positions=yes, positions",
    "?positions=, positions",
    "?positions=TRUE, positions",
    "?positions, positions",
    "?positions=true&positions=true, positions",
    "?after=, after",
    "?after=x, after",
    "?after=-1, after",
    "?after=1.0, after",
    "?after=99999999999, after",
    "?after=1&after=1, after",
    "?from=1, from",
    "?Positions=true, Positions",
  })
  void shouldRefuseParametersItDoesNotKnow(String query, String offence) {
    assertThat(refused(query)).containsExactly(offence);
  }

  @Test
  void shouldListEveryOffence() {
    assertThat(refused("?positions=1&after=y&from=1", LAST, "x"))
        .containsExactlyInAnyOrder("positions", "after", "from", LAST);
  }

  private List<String> refused(String query, String... headers) {
    return client
        .get("/v1/shipments/" + dispatcher.book() + "/stream" + query, headers)
        .expectProblem(422, "validation-failed")
        .offences();
  }
}
