package io.quayside.push.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetCursorTest {
  private static final Uuid LOG = Uuid.randomUuid();
  private static final long MOST = (1L << 48) - 1;

  private static FleetCursor cursor(int shards) {
    return new FleetCursor(LOG, LongStream.range(0, shards).map(i -> i * i * 1_000_003).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 12, 24, 1_024})
  void shouldBeReadAsItWasWritten(int shards) {
    var text = cursor(shards).text();

    assertThat(text).matches("[A-Za-z0-9_-]+").hasSizeLessThanOrEqualTo(32 + 8 * shards);
    assertThat(FleetCursor.parse(text, LOG, shards).next()).isEqualTo(cursor(shards).next());
  }

  @Test
  void shouldHoldTheHighestOffset() {
    var text = new FleetCursor(LOG, new long[] {MOST, 0}).text();

    assertThat(FleetCursor.parse(text, LOG, 2).next()).containsExactly(MOST, 0);
  }

  @Test
  void shouldRefuseAnyOtherText() {
    var text = cursor(12).text();
    assertThat(FleetCursor.parse(text, Uuid.randomUuid(), 12)).isNull();
    assertThat(FleetCursor.parse(text, LOG, 11)).isNull();
    assertThat(FleetCursor.parse(text, LOG, 13)).isNull();
    assertThat(FleetCursor.parse("", LOG, 12)).isNull();
    assertThat(FleetCursor.parse("?" + text, LOG, 12)).isNull();
    assertThat(FleetCursor.parse(text + "A", LOG, 12)).isNull();
    assertThat(FleetCursor.parse(text + "=", LOG, 12)).isNull();
    for (int length = 0; length < text.length(); length++) {
      assertThat(FleetCursor.parse(text.substring(0, length), LOG, 12)).isNull();
    }
  }

  @Test
  void shouldRefuseATextWithOneOtherCharacter() {
    var text = cursor(12).text();
    for (int i = 0; i < text.length(); i++) {
      for (char other : new char[] {'A', 'B', '9', '_', '-'}) {
        if (text.charAt(i) != other) {
          var changed = text.substring(0, i) + other + text.substring(i + 1);
          assertThat(FleetCursor.parse(changed, LOG, 12)).as(changed).isNull();
        }
      }
    }
  }

  @Test
  void shouldKnowHowFarItIsBehind() {
    var cursor = new FleetCursor(LOG, new long[] {5, 10});
    assertThat(cursor.behind(new long[] {7, 10})).isEqualTo(2);
    assertThat(cursor.isBeyond(new long[] {5, 10})).isFalse();
    assertThat(cursor.isBeyond(new long[] {9, 9})).isTrue();
  }
}
