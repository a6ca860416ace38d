package io.quayside.notify.lane;

import org.jspecify.annotations.Nullable;

/**
 * How far a consumer is behind in a shard.
 *
 * @param consumer {@code projection}, {@code webhook:<id>} or {@code group:<id>}
 * @param seconds age of the first record that it has not done; 0 if it has done all
 * @param lanes its lanes; null for consumers without
 * @param parked those of them that are parked
 */
public record Lag(
    String consumer,
    int shard,
    long records,
    double seconds,
    @Nullable Integer lanes,
    @Nullable Integer parked) {}
