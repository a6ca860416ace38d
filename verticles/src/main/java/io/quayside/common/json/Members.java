package io.quayside.common.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a small JSON object, in the text's order, as a read-only map without an index.
 * Readers ask for members roughly in the order in which senders write them, so a search that starts
 * behind the last hit rarely compares twice. Not thread-safe.
 */
public final class Members extends AbstractMap<String, Object> {
  static final int MAX = 20;

  private String[] names = new String[MAX / 2];
  private Object[] values = new Object[MAX / 2];
  private int size;

  /** One bit per name hash: a name whose bit is clear is absent. */
  private long hashes;

  /** The index at which the next search starts. */
  private int cursor;

  /** Adds a member; false if the name exists already, or at {@link #MAX} members. */
  boolean add(String name, Object value) {
    long hash = 1L << name.hashCode();
    if (size == MAX || ((hashes & hash) != 0 && indexOf(name) >= 0)) {
      return false;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, MAX);
      values = Arrays.copyOf(values, MAX);
    }
    hashes |= hash;
    names[size] = name;
    values[size++] = value;
    return true;
  }

  private int indexOf(Object name) {
    for (int i = cursor; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    for (int i = 0; i < cursor; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean containsKey(Object name) {
    return get(name) != null;
  }

  @Override
  public @Nullable Object get(Object name) {
    if ((hashes & 1L << name.hashCode()) == 0) {
      return null;
    }
    int found = indexOf(name);
    if (found < 0) {
      return null;
    }
    cursor = found;
    return values[found];
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Entry<String, Object>> iterator() {
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < size;
          }

          @Override
          public Entry<String, Object> next() {
            if (next == size) {
              throw new NoSuchElementException();
            }
            int at = next++;
            return Map.entry(names[at], values[at]);
          }
        };
      }
    };
  }
}
