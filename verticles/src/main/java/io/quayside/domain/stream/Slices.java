package io.quayside.domain.stream;

import java.util.Arrays;

/**
 * One slice of state per context, by the context's place in the list of contexts; null before the
 * context's first event. Immutable.
 */
public final class Slices {
  private final Object[] all;

  private Slices(Object[] all) {
    this.all = all;
  }

  static Slices none(int contexts) {
    return new Slices(new Object[contexts]);
  }

  Object get(int context) {
    return all[context];
  }

  Slices with(int context, Object slice) {
    Object[] changed = all.clone();
    changed[context] = slice;
    return new Slices(changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slices slices && Arrays.equals(all, slices.all);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(all);
  }

  @Override
  public String toString() {
    return Arrays.toString(all);
  }
}
