package io.quayside.domain.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quayside.domain.tracking.SequenceWindow.Verdict;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceWindowTest {
  private static final long HIGHEST_SEQUENCE = SequenceNumber.MAX_NUMBER;

  /** The same with a set of everything ever taken. */
  private static final class Model {
    private final Set<SequenceNumber> taken = new HashSet<>();
    private int epoch;
    private long highest = -1;

    Verdict verdict(SequenceNumber sequence) {
      boolean newer = sequence.epoch() > epoch;
      if (sequence.epoch() < epoch || (!newer && highest - sequence.number() > 1023)) {
        return Verdict.LATE;
      }
      return taken.contains(sequence) ? Verdict.DUPLICATE : Verdict.NEW;
    }

    void mark(SequenceNumber sequence) {
      if (verdict(sequence) != Verdict.LATE) {
        taken.add(sequence);
        highest =
            sequence.epoch() > epoch ? sequence.number() : Math.max(highest, sequence.number());
        epoch = sequence.epoch();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 40, 900, 1100, 3000, 1_000_000})
  void shouldAgreeWithASetOfEverything(int spread) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      SequenceWindow window = new SequenceWindow();
      Model model = new Model();
      long around = random.nextInt(3) == 0 ? HIGHEST_SEQUENCE - 5000 : random.nextInt(3000);
      for (int step = 0; step < 2500; step++) {
        around += random.nextInt(3);
        long sequence = Math.max(0, around + random.nextInt(2 * spread) - spread);
        int epoch = random.nextInt(20) == 0 ? random.nextInt(3 + step / 500) : step / 500;
        var number = new SequenceNumber(epoch, Math.min(sequence, HIGHEST_SEQUENCE));
        assertThat(window.verdict(number)).as("seed %d", seed).isEqualTo(model.verdict(number));
        if (random.nextInt(4) != 0) {
          window.mark(number);
          model.mark(number);
        }
        if (random.nextInt(50) == 0) {
          window = SequenceWindow.fromBytes(window.toBytes());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_007})
  void shouldAgreeWithASetOnceItsGapsAreBehindIt(long first) {
    SequenceWindow window = new SequenceWindow();
    Model model = new Model();
    for (long sequence = first; sequence < first + 5000; sequence++) {
      boolean lost = sequence % 2500 == 7;
      if (!lost) {
        window.mark(number(sequence));
        model.mark(number(sequence));
      }
      for (long asked = Math.max(0, sequence - 1100); asked < sequence + 3; asked += 37) {
        assertThat(window.verdict(number(asked))).isEqualTo(model.verdict(number(asked)));
      }
    }
    assertThat(window.toBytes()).hasSize(13);
  }

  @Test
  void shouldTakeAnEmptyWindowsFirstSequenceForNew() {
    SequenceWindow window = new SequenceWindow();
    assertThat(window.isEmpty()).isTrue();
    assertThat(window.verdict(number(0))).isEqualTo(Verdict.NEW);
    assertThat(SequenceWindow.fromBytes(window.toBytes()).isEmpty()).isTrue();
  }

  @Test
  void shouldStartAnewWithAHigherEpoch() {
    SequenceWindow window = new SequenceWindow();
    window.mark(number(5000));
    SequenceNumber first = new SequenceNumber(7, 0);
    assertThat(window.verdict(first)).isEqualTo(Verdict.NEW);
    window.mark(first);
    assertThat(window.isEmpty()).isFalse();
    assertThat(window.verdict(first)).isEqualTo(Verdict.DUPLICATE);
    assertThat(window.verdict(new SequenceNumber(7, 5000))).isEqualTo(Verdict.NEW);
    assertThat(window.verdict(number(5000))).isEqualTo(Verdict.LATE);
    assertThat(window.verdict(new SequenceNumber(6, 9000))).isEqualTo(Verdict.LATE);
    window.mark(new SequenceNumber(6, 9000));
    assertThat(window.verdict(first)).isEqualTo(Verdict.DUPLICATE);
    assertThat(SequenceWindow.fromBytes(window.toBytes()).verdict(first))
        .isEqualTo(Verdict.DUPLICATE);
  }

  private static SequenceNumber number(long sequence) {
    return new SequenceNumber(0, sequence);
  }

  @Test
  void shouldCallLateWhatIsMoreThan1023BelowTheHighest() {
    SequenceWindow window = new SequenceWindow();
    window.mark(number(0));
    window.mark(number(1));
    window.mark(number(1024));
    assertThat(window.verdict(number(0))).isEqualTo(Verdict.LATE);
    assertThat(window.verdict(number(1))).isEqualTo(Verdict.DUPLICATE);
    assertThat(window.verdict(number(2))).isEqualTo(Verdict.NEW);
    window.mark(number(0));
    assertThat(window.verdict(number(0))).isEqualTo(Verdict.LATE);
    assertThat(window.verdict(number(1024))).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void shouldBeSmallForADeviceThatLosesNothing() {
    SequenceWindow window = new SequenceWindow();
    for (int sequence = 0; sequence < 5000; sequence++) {
      window.mark(number(sequence));
    }
    assertThat(window.toBytes()).hasSize(13);
    window.mark(number(HIGHEST_SEQUENCE));
    assertThat(window.toBytes()).hasSize(14);
    for (long sequence = HIGHEST_SEQUENCE; sequence > HIGHEST_SEQUENCE - 1024; sequence -= 16) {
      window.mark(number(sequence));
    }
    assertThat(window.toBytes()).hasSizeLessThanOrEqualTo(140);
  }

  @Test
  void shouldRefuseWhatIsNoSequenceAndNoWindow() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SequenceNumber(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new SequenceNumber(-1, 0));
    for (byte[] bytes :
        new byte[][] {
          new byte[12],
          new byte[141],
          {0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0, 0, 1},
          {-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}
        }) {
      assertThatIllegalArgumentException().isThrownBy(() -> SequenceWindow.fromBytes(bytes));
    }
  }
}
