package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.domain.tracking.SequenceWindow.Verdict;
import io.quayside.shard.actor.Device.UnderWay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is under way of a device is found by its sequence, however it came and went. */
class DeviceTest {
  private static final int SEQUENCES = 20;
  private static final int ROUNDS = 500;

  private final Random random = new Random(7);
  private final Device device = new Device("truck", "S/truck");
  private final Map<SequenceNumber, UnderWay> expected = new HashMap<>();

  @Test
  void shouldFindWhatIsUnderWayInAnyOrder() {
    for (int round = 0; round < ROUNDS; round++) {
      for (var sequence : shuffled()) {
        var one = new UnderWay(sequence);
        device.add(one);
        expected.put(sequence, one);
        check();
      }
      for (var sequence : shuffled()) {
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
    device.window.mark(number(0, 10));
    var highest = new UnderWay(number(0, 5_000));
    device.add(highest);
    device.add(new UnderWay(number(0, 2_000)));

    assertThat(verdict(0, 5_000)).isEqualTo(Verdict.NEW);
    assertThat(verdict(0, 5_000 - SequenceWindow.WIDTH + 1)).isEqualTo(Verdict.NEW);
    assertThat(verdict(0, 5_000 - SequenceWindow.WIDTH)).isEqualTo(Verdict.LATE);
    assertThat(verdict(0, 10)).isEqualTo(Verdict.LATE);

    device.remove(highest);
    assertThat(verdict(0, 3_976)).isEqualTo(Verdict.NEW);
    assertThat(verdict(0, 10)).isEqualTo(Verdict.LATE);
    assertThat(verdict(0, 977)).isEqualTo(Verdict.NEW);

    device.add(new UnderWay(number(1, 0)));
    assertThat(verdict(0, 5_000)).isEqualTo(Verdict.LATE);
    assertThat(verdict(1, 7)).isEqualTo(Verdict.NEW);
    assertThat(verdict(2, 0)).isEqualTo(Verdict.NEW);
  }

  private Verdict verdict(int epoch, long sequence) {
    return device.verdict(number(epoch, sequence));
  }

  private static SequenceNumber number(int epoch, long sequence) {
    return new SequenceNumber(epoch, sequence);
  }

  private List<SequenceNumber> shuffled() {
    var sequences = new ArrayList<>(all().toList());
    Collections.shuffle(sequences, random);
    return sequences.subList(0, random.nextInt(sequences.size()));
  }

  private static Stream<SequenceNumber> all() {
    return IntStream.range(0, SEQUENCES).mapToObj(i -> number(i / (SEQUENCES / 2), i % 13));
  }

  private void check() {
    assertThat(device.isIdle()).isEqualTo(expected.isEmpty());
    Stream.concat(all(), Stream.of(number(1, 77), number(2, 0)))
        .forEach(
            sequence -> assertThat(device.underWay(sequence)).isSameAs(expected.get(sequence)));
  }
}
