package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.stream.StreamJson;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was once written folds to the same state for ever, in whatever version it was written. */
class GoldenStateTest {
  private static final Contexts CONTEXTS = Contexts.STANDARD;
  private static final EventCodec EVENTS = new EventCodec(CONTEXTS);

  static Stream<String> types() {
    return CONTEXTS.eventTypes().stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldFoldToTheStateThatWasRecorded(String type) {
    List<String> records = Golden.all(type);
    assertThat(records).isNotEmpty();
    for (int number = 1; number <= records.size(); number++) {
      StoredEvent event = EVENTS.decode(records.get(number - 1).getBytes(UTF_8));
      ShipmentStream before = CONTEXTS.empty(event.shipmentId());
      for (String earlier : Golden.before(type)) {
        before = CONTEXTS.apply(before, EVENTS.decode(earlier.getBytes(UTF_8)));
      }
      ShipmentStream after = CONTEXTS.apply(before, next(before, event));

      assertThat(new String(StreamJson.encode(CONTEXTS, after), UTF_8))
          .as("%s, record %d", type, number)
          .isEqualTo(Golden.state(type, number));
    }
  }

  /** The event as the next one of a stream; records have versions of their own. */
  private static StoredEvent next(ShipmentStream before, StoredEvent event) {
    return new StoredEvent(
        event.tenant(),
        event.shipmentId(),
        before.version() + 1,
        event.type(),
        event.commandId(),
        event.status(),
        event.event());
  }
}
