package io.quayside.readmodel;

/** Up to where a shard is projected: the first offset of each topic that is not. */
public record Checkpoint(int shard, long eventsNext, long positionsNext) {}
