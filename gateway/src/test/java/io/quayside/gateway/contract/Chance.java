package io.quayside.gateway.contract;

import java.util.List;
import java.util.Random;

/** All that is left to chance in a run; the same seed gives the same run. */
record Chance(Random random) {
  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** From {@code least} to {@code most}. */
  int from(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
