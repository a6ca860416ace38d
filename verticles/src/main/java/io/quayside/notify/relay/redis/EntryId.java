package io.quayside.notify.relay.redis;

/**
 * The id of an entry of a stream: {@code <first>-<second>}.
 *
 * @param first of our entries, the offset of the event and 1
 * @param second counts the events that came late, from 1
 */
record EntryId(long first, long second) {
  /** Of a stream that never had an entry. */
  static final EntryId NONE = new EntryId(0, 0);

  static EntryId parse(String text) {
    int dash = text.indexOf('-');
    return new EntryId(
        Long.parseUnsignedLong(text.substring(0, dash)),
        Long.parseUnsignedLong(text.substring(dash + 1)));
  }

  /** The next id with the same first number. */
  EntryId next() {
    return new EntryId(first, second + 1);
  }

  boolean isAbove(EntryId other) {
    return first > other.first || (first == other.first && second > other.second);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(first) + '-' + Long.toUnsignedString(second);
  }
}
