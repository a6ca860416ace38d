package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.domain.tracking.SequenceWindow.Verdict;
import io.quayside.shard.actor.Device.UnderWay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is under way of a device is found by its sequence, however it came and went. */
class DeviceTest {
  private static final int SEQUENCES = 20;
  private static final int ROUNDS = 500;

  private final Random random = new Random(7);
  private final Device device = new Device("truck", "S/truck");
  private final Map<Long, UnderWay> expected = new HashMap<>();

  @Test
  void shouldFindWhatIsUnderWayInAnyOrder() {
    for (int round = 0; round < ROUNDS; round++) {
      for (long sequence : shuffled()) {
        var one = new UnderWay(sequence);
        device.add(one);
        expected.put(sequence, one);
        check();
      }
      for (long sequence : shuffled()) {
        if (expected.containsKey(sequence) && random.nextInt(4) > 0) {
          device.remove(expected.remove(sequence));
          check();
        }
      }
      List.copyOf(expected.values())
          .forEach(
              one -> {
                device.remove(one);
                expected.remove(one.sequence);
                check();
              });
    }
  }

  @Test
  void shouldJudgeAsIfWhatIsUnderWayWereTaken() {
    device.window = new SequenceWindow();
    device.window.mark(10);
    var highest = new UnderWay(5_000);
    device.add(highest);
    device.add(new UnderWay(2_000));

    assertThat(device.verdict(5_000)).isEqualTo(Verdict.NEW);
    assertThat(device.verdict(5_000 - SequenceWindow.WIDTH + 1)).isEqualTo(Verdict.NEW);
    assertThat(device.verdict(5_000 - SequenceWindow.WIDTH)).isEqualTo(Verdict.LATE);
    assertThat(device.verdict(10)).isEqualTo(Verdict.LATE);

    device.remove(highest);
    assertThat(device.verdict(3_976)).isEqualTo(Verdict.NEW);
    assertThat(device.verdict(10)).isEqualTo(Verdict.LATE);
    assertThat(device.verdict(977)).isEqualTo(Verdict.NEW);
  }

  private List<Long> shuffled() {
    var sequences = new ArrayList<>(LongStream.range(0, SEQUENCES).boxed().toList());
    Collections.shuffle(sequences, random);
    return sequences.subList(0, random.nextInt(SEQUENCES));
  }

  private void check() {
    assertThat(device.idle()).isEqualTo(expected.isEmpty());
    for (long sequence = -1; sequence <= SEQUENCES; sequence++) {
      assertThat(device.underWay(sequence)).isSameAs(expected.get(sequence));
    }
  }
}
