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
  private static final long HIGHEST_SEQUENCE = (1L << 53) - 1;

  /** The same with a set of everything ever taken. */
  private static final class Model {
    private final Set<Long> taken = new HashSet<>();
    private long highest = -1;

    Verdict verdict(long sequence) {
      if (highest - sequence > 1023) {
        return Verdict.LATE;
      }
      return taken.contains(sequence) ? Verdict.DUPLICATE : Verdict.NEW;
    }

    void mark(long sequence) {
      if (verdict(sequence) != Verdict.LATE) {
        taken.add(sequence);
        highest = Math.max(highest, sequence);
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
        sequence = Math.min(sequence, HIGHEST_SEQUENCE);
        assertThat(window.verdict(sequence)).as("seed %d", seed).isEqualTo(model.verdict(sequence));
        if (random.nextInt(4) != 0) {
          window.mark(sequence);
          model.mark(sequence);
        }
        if (random.nextInt(50) == 0) {
          window = SequenceWindow.fromBytes(window.toBytes());
        }
      }
      assertThat(window.highest()).as("seed %d", seed).isEqualTo(model.highest);
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
        window.mark(sequence);
        model.mark(sequence);
      }
      for (long asked = Math.max(0, sequence - 1100); asked < sequence + 3; asked += 37) {
        assertThat(window.verdict(asked)).isEqualTo(model.verdict(asked));
      }
    }
    assertThat(window.toBytes()).hasSize(Long.BYTES + 1);
  }

  @Test
  void shouldTakeAnEmptyWindowsFirstSequenceForNew() {
    SequenceWindow window = new SequenceWindow();
    assertThat(window.highest()).isEqualTo(-1);
    assertThat(window.verdict(0)).isEqualTo(Verdict.NEW);
    assertThat(SequenceWindow.fromBytes(window.toBytes()).highest()).isEqualTo(-1);
  }

  @Test
  void shouldCallLateWhatIsMoreThan1023BelowTheHighest() {
    SequenceWindow window = new SequenceWindow();
    window.mark(0);
    window.mark(1);
    window.mark(1024);
    assertThat(window.verdict(0)).isEqualTo(Verdict.LATE);
    assertThat(window.verdict(1)).isEqualTo(Verdict.DUPLICATE);
    assertThat(window.verdict(2)).isEqualTo(Verdict.NEW);
    window.mark(0);
    assertThat(window.verdict(0)).isEqualTo(Verdict.LATE);
    assertThat(window.verdict(1024)).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void shouldBeSmallForADeviceThatLosesNothing() {
    SequenceWindow window = new SequenceWindow();
    for (int sequence = 0; sequence < 5000; sequence++) {
      window.mark(sequence);
    }
    assertThat(window.toBytes()).hasSize(9);
    window.mark(HIGHEST_SEQUENCE);
    assertThat(window.toBytes()).hasSize(10);
    for (long sequence = HIGHEST_SEQUENCE; sequence > HIGHEST_SEQUENCE - 1024; sequence -= 16) {
      window.mark(sequence);
    }
    assertThat(window.toBytes()).hasSizeLessThanOrEqualTo(136);
  }

  @Test
  void shouldRefuseWhatIsNoSequenceAndNoWindow() {
    SequenceWindow window = new SequenceWindow();
    assertThatIllegalArgumentException().isThrownBy(() -> window.verdict(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> window.mark(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> SequenceWindow.fromBytes(new byte[8]));
    assertThatIllegalArgumentException().isThrownBy(() -> SequenceWindow.fromBytes(new byte[137]));
    byte[] negative = {-2, 0, 0, 0, 0, 0, 0, 0, 1};
    assertThatIllegalArgumentException().isThrownBy(() -> SequenceWindow.fromBytes(negative));
  }
}
