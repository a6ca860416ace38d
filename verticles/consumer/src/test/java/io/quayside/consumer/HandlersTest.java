package io.quayside.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlersTest {
  private static final Handler NOTHING = (event, tx) -> {};

  @Test
  void shouldTakeTheTypeBeforeTheLongestPrefix() {
    Handler exact = (event, tx) -> {};
    Handler booked = (event, tx) -> {};
    Handler shipment = (event, tx) -> {};
    Handler all = (event, tx) -> {};
    var handlers =
        new Handlers(
            Map.of(
                "shipment.booked.v1", exact,
                "shipment.booked.*", booked,
                "shipment.*", shipment,
                "*", all));

    assertThat(handlers.of("shipment.booked.v1")).containsSame(exact);
    assertThat(handlers.of("shipment.booked.v2")).containsSame(booked);
    assertThat(handlers.of("shipment.lost.v1")).containsSame(shipment);
    assertThat(handlers.of("bidding.bid-placed.v1")).containsSame(all);
    assertThat(new Handlers(Map.of("shipment.*", shipment)).of("shipments.lost.v1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "shipment.", "shipment*", "*.v1", "shipment.**", "Shipment.x"})
  void shouldRefuseWhatIsNoPattern(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuaysideConsumer.builder("billing").on(pattern, NOTHING));
  }

  @Test
  void shouldRefuseWhatCannotWork() {
    var builder = QuaysideConsumer.builder("billing").on("*", NOTHING);

    assertThatIllegalArgumentException().isThrownBy(() -> builder.on("*", NOTHING));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.parallel(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.parallel(257));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.kafka(Map.of("group.id", "x")));
    assertThatIllegalArgumentException().isThrownBy(builder::build);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.store(new InMemoryStore()).start());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuaysideConsumer.builder("billing").store(new InMemoryStore()).build());
    for (var name : new String[] {"", "Billing", "a b", "a".repeat(65)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> QuaysideConsumer.builder(name));
    }
  }
}
