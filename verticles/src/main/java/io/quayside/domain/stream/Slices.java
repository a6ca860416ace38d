package io.quayside.domain.stream;

import io.quayside.domain.Context;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One slice of state per context, by the context's place in the list of contexts; null before the
 * context's first event. Immutable.
 */
public final class Slices {
  private final List<Context<?, ?, ?>> contexts;
  private final @Nullable Object[] all;

  private Slices(List<Context<?, ?, ?>> contexts, @Nullable Object[] all) {
    this.contexts = contexts;
    this.all = all;
  }

  static Slices none(List<Context<?, ?, ?>> contexts) {
    return new Slices(contexts, new Object[contexts.size()]);
  }

  /** The slice of a context; null before its first event, or if there is no such context. */
  @SuppressWarnings("unchecked") // only the context itself writes the slice of its place
  <S> @Nullable S of(Context<S, ?, ?> context) {
    int index = contexts.indexOf(context);
    return index < 0 ? null : (S) all[index];
  }

  @Nullable Object get(int context) {
    return all[context];
  }

  Slices with(int context, Object slice) {
    @Nullable Object[] changed = all.clone();
    changed[context] = slice;
    return new Slices(contexts, changed);
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
