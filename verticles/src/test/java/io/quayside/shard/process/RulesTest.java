package io.quayside.shard.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.process.Next;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.OfShipment;
import io.vertx.core.Completable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rule with a defect stops the process of its shipment alone. */
class RulesTest implements ProcessHost {
  private final ShipmentStream broken = Contexts.STANDARD.empty("broken");
  private final ShipmentStream other = Contexts.STANDARD.empty("other");
  private final List<String> failed = new ArrayList<>();
  private boolean defective = true;
  private final Rules rules =
      new Rules(
          (stream, now, refused) -> {
            if (defective && stream.shipmentId().equals("broken")) {
              throw new IllegalStateException("a defect");
            }
            return new Next.Nothing();
          },
          this);

  @Override
  public void ask(OfShipment request, Completable<ShardAnswer> answer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ShipmentStream stream(String shipmentId) {
    return null;
  }

  @Override
  public void ruleFailed(ShipmentStream stream, RuntimeException defect) {
    failed.add(stream.shipmentId());
  }

  @Override
  public void wakeAt(long epochMillis) {}

  @Test
  void shouldStandAfterADefectAndTellItOnce() {
    assertThat(rules.next(broken, Instant.EPOCH, null)).isNull();
    assertThat(rules.next(broken, Instant.EPOCH, null)).isNull();
    assertThat(rules.next(other, Instant.EPOCH, null)).isNotNull();

    assertThat(failed).containsExactly("broken");
  }

  @Test
  void shouldGoOnWhenItIsRetriedWithoutTheDefect() {
    rules.next(broken, Instant.EPOCH, null);

    assertThat(rules.retry(broken, Instant.EPOCH)).isInstanceOf(IllegalStateException.class);
    assertThat(rules.next(broken, Instant.EPOCH, null)).isNull();
    defective = false;
    assertThat(rules.retry(broken, Instant.EPOCH)).isNull();

    assertThat(rules.next(broken, Instant.EPOCH, null)).isNotNull();
    assertThat(failed).as("a retry tells its caller").containsExactly("broken");
  }

  @Test
  void shouldStandWhereAnEarlierOwnerHasParkedIt() {
    defective = false;
    rules.stand(List.of("broken"));

    assertThat(rules.next(broken, Instant.EPOCH, null)).isNull();
    assertThat(failed).isEmpty();
  }
}
