package io.quayside.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000;

  /** Overflows after half a second, as {@link System#nanoTime} may. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND / 2);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 10, 1_000, 1_000_000})
  void shouldHoldWhatOneSecondBrings(int rate) {
    var bucket = new TokenBucket(rate, now::get);
    assertThat(bucket.take(rate)).isEqualTo(rate);
    assertThat(bucket.take(1)).isZero();
    now.addAndGet(SECOND);
    assertThat(bucket.take(rate + 1)).isEqualTo(rate);
    now.addAndGet(60 * SECOND);
    assertThat(bucket.take(2 * rate)).isEqualTo(rate);
  }

  @Test
  void shouldFillSteadily() {
    var bucket = new TokenBucket(10, now::get);
    assertThat(bucket.take(10)).isEqualTo(10);
    now.addAndGet(SECOND / 10);
    assertThat(bucket.take(5)).isEqualTo(1);
    now.addAndGet(SECOND / 20);
    assertThat(bucket.take(1)).isZero();
    now.addAndGet(SECOND / 20);
    assertThat(bucket.take(1)).isEqualTo(1);
  }

  @Test
  void shouldGiveEachTokenOnce() throws Exception {
    int threads = 4;
    var bucket = new TokenBucket(10_000, now::get);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Integer>> taken = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        taken.add(
            pool.submit(
                () -> {
                  int own = 0;
                  for (int n = 0; n < 5_000; n++) {
                    own += bucket.take(1 + n % 3);
                  }
                  return own;
                }));
      }
      int sum = 0;
      for (Future<Integer> one : taken) {
        sum += one.get();
      }
      assertThat(sum).isEqualTo(10_000);
    }
  }
}
