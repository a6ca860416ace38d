package io.quayside.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Eight bytes at a time find what one at a time find. */
class SwarTest {
  private static final int ROUNDS = 200_000;
  private static final byte[] LIKELY = {'"', '\\', '\n', ' ', 0, 0x1f, '!', '#', 0x7f, -1, -128};

  private final Random random = new Random(11);

  @Test
  void shouldFindTheFirstOfACharacter() {
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = bytes(random.nextInt(40));
      int from = random.nextInt(bytes.length + 1);
      int end = from + random.nextInt(bytes.length - from + 1);
      int found = IntStream.range(from, end).filter(i -> bytes[i] == '\n').findFirst().orElse(end);
      assertThat(Swar.find(bytes, from, end, '\n')).isEqualTo(found);
    }
  }

  @Test
  void shouldMarkTheFirstThatIsNoPlainCharacter() {
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = bytes(Long.BYTES);
      long word = Swar.at(bytes, 0);
      assertThat(Swar.first(Swar.equal(word, '"'))).isEqualTo(first(bytes, '"'));
      int unprintable =
          IntStream.range(0, bytes.length).filter(i -> bytes[i] < ' ').findFirst().orElse(8);
      assertThat(Swar.first(Swar.unprintable(word))).isEqualTo(unprintable);
      int any = Math.min(first(bytes, '"'), Math.min(first(bytes, '\\'), unprintable));
      long marks = Swar.equal(word, '"') | Swar.equal(word, '\\') | Swar.unprintable(word);
      assertThat(Swar.first(marks)).isEqualTo(any);
    }
  }

  @Test
  void shouldTellWhetherBytesStandAtAPlace() {
    for (int round = 0; round < ROUNDS; round++) {
      var where = bytes(random.nextInt(40));
      int from = random.nextInt(where.length + 1);
      var wanted = Arrays.copyOfRange(where, from, from + random.nextInt(where.length - from + 1));
      assertThat(Swar.stand(wanted, where, from)).isTrue();
      if (wanted.length > 0) {
        wanted[random.nextInt(wanted.length)] ^= (byte) (1 << random.nextInt(8));
        assertThat(Swar.stand(wanted, where, from)).isFalse();
      }
    }
  }

  private static int first(byte[] bytes, char character) {
    return IntStream.range(0, bytes.length)
        .filter(i -> bytes[i] == character)
        .findFirst()
        .orElse(bytes.length);
  }

  private byte[] bytes(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      if (random.nextInt(4) == 0) {
        bytes[i] = LIKELY[random.nextInt(LIKELY.length)];
      } else if (random.nextBoolean()) {
        bytes[i] = (byte) ('a' + random.nextInt(26));
      }
    }
    return bytes;
  }
}
