package io.quayside.readmodel;

/** The progress of a shard's projection: for each topic, the first offset not projected. */
public record Checkpoint(int shard, long eventsNext, long positionsNext) {}
