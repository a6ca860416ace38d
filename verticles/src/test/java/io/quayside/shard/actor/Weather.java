package io.quayside.shard.actor;

import io.quayside.readmodel.ProjectionLimits;
import java.util.Random;

/**
 * What a run has to endure, drawn from its seed: some runs know one kind of fault only, some none,
 * some all. Probabilities of a fault are per attempt, those of an event per step.
 *
 * @param lost an append that never arrives
 * @param landed an append that arrives and is reported failed
 * @param straggling an append that is reported failed and arrives much later
 * @param doubled an append that arrives twice
 * @param queryFails a query of the read models
 * @param writeFails a transaction that is reported failed: not done, done, or done much later
 * @param copyFails what the members keep cannot be asked, or is saved in part, late or not
 * @param copiesForgotten they forget some of it, or all
 * @param splits the cluster splits
 * @param slowWrites how often a transaction that could go on does not
 * @param owners how many may believe at once that they own the shard
 * @param took somebody begins to take the shard
 * @param closed an owner gives it up
 * @param crashed an owner is gone
 * @param paused an owner stands still
 * @param away the read models are gone for a while
 * @param stepMillis how long a step takes at most
 * @param commands how much of what is asked is commands, the rest being tracking updates
 */
record Weather(
    double lost,
    double landed,
    double straggling,
    double doubled,
    double queryFails,
    double writeFails,
    double copyFails,
    double copiesForgotten,
    double splits,
    double slowWrites,
    int owners,
    double took,
    double closed,
    double crashed,
    double paused,
    double away,
    double commands,
    int stepMillis,
    int shipments,
    int devices,
    ShardLimits limits,
    ProjectionLimits projectionLimits) {

  static Weather of(Random random) {
    return new Weather(
        upTo(random, 0.06),
        upTo(random, 0.06),
        upTo(random, 0.06),
        upTo(random, 0.06),
        upTo(random, 0.3),
        upTo(random, 0.3),
        upTo(random, 0.2),
        upTo(random, 0.002),
        upTo(random, 0.001),
        upTo(random, 0.9),
        1 + random.nextInt(3),
        0.001 + upTo(random, 0.01),
        upTo(random, 0.005),
        upTo(random, 0.005),
        upTo(random, 0.005),
        upTo(random, 0.002),
        0.2 + 0.7 * random.nextDouble(),
        5 + random.nextInt(60),
        1 + random.nextInt(6),
        1 + random.nextInt(5),
        limits(random),
        new ProjectionLimits(
            1 + random.nextInt(8), 1 + random.nextInt(8), 10 + random.nextInt(100), 250, 0));
  }

  private static ShardLimits limits(Random random) {
    return new ShardLimits(
        2 + random.nextInt(12),
        4 + random.nextInt(30),
        1 + random.nextInt(3),
        // One for the booking process, which loads one shipment at a time.
        2 + random.nextInt(3),
        1 + random.nextInt(3),
        2_000);
  }

  /** Not at all in a third of all runs. */
  private static double upTo(Random random, double most) {
    return random.nextInt(3) == 0 ? 0 : most * random.nextDouble();
  }
}
