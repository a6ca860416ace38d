package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardLimitsTest {
  private static final long MEBIBYTE = 1 << 20;

  @ParameterizedTest
  @CsvSource({"512, 12, 3640", "1024, 12, 7281", "8192, 12, 20000", "256, 1000, 500"})
  void shouldKeepAsManyShipmentsAsTheHeapHolds(long mebibytes, int shards, int resident) {
    assertThat(ShardLimits.ofHeap(mebibytes * MEBIBYTE, shards).resident()).isEqualTo(resident);
  }
}
