package io.quayside.shard.actor;

import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.domain.tracking.SequenceWindow.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A device that reports for a shipment: its window, and the sequences that are not in it yet. */
final class Device {
  final String id;

  /** The window's name in the replication. */
  final String name;

  /** Null until it is loaded. */
  @Nullable SequenceWindow window;

  /** The last round of the replication to which the window was passed as changed. */
  int round;

  long lastOffset = -1;

  /** Updates that wait for the window. */
  final List<Runnable> waiting = new ArrayList<>(0);

  /** Sequences that were read from the log while the window was loading. */
  final List<SequenceNumber> marks = new ArrayList<>(0);

  /** The sequences that are being appended, as a linked list: the lowest and the highest. */
  private @Nullable UnderWay first;

  private @Nullable UnderWay last;

  /** A sequence that is being appended; linked, so that it is removed without a search. */
  static class UnderWay {
    final SequenceNumber sequence;
    private @Nullable UnderWay before;
    private @Nullable UnderWay after;

    UnderWay(SequenceNumber sequence) {
      this.sequence = sequence;
    }
  }

  Device(String id, String name) {
    this.id = id;
    this.name = name;
  }

  /** The window; fails until it is loaded. */
  SequenceWindow loadedWindow() {
    return Objects.requireNonNull(window);
  }

  /** Whether no append is under way and no update waits. */
  boolean isIdle() {
    return first == null && waiting.isEmpty();
  }

  /**
   * The window's verdict on a sequence, as if every append under way had been taken already: so the
   * updates of one body are judged in its order before any of them is in the log. If the append of
   * the highest sequence then fails, sequences below it stay flagged as late.
   */
  Verdict verdict(SequenceNumber sequence) {
    return last != null && sequence.isLateAfter(last.sequence)
        ? Verdict.LATE
        : loadedWindow().verdict(sequence);
  }

  /** The append of a sequence, or null. Fast for a sequence above all others, the usual case. */
  @Nullable UnderWay underWay(SequenceNumber sequence) {
    UnderWay found = upTo(sequence);
    return found != null && found.sequence.equals(sequence) ? found : null;
  }

  /** Adds an append whose sequence has none. */
  void add(UnderWay one) {
    one.before = upTo(one.sequence);
    one.after = one.before == null ? first : one.before.after;
    link(one, one, one);
  }

  void remove(UnderWay one) {
    link(one, one.after, one.before);
    one.before = null;
    one.after = null;
  }

  /** The append with the highest sequence that is not above that one, or null. */
  private @Nullable UnderWay upTo(SequenceNumber sequence) {
    if (first == null || sequence.compareTo(first.sequence) < 0) {
      return null;
    }
    UnderWay found = last;
    while (found != null && found.sequence.compareTo(sequence) > 0) {
      found = found.before;
    }
    return found;
  }

  /** Sets the successor of the append before {@code one}, and the predecessor of the one after. */
  private void link(UnderWay one, @Nullable UnderWay successor, @Nullable UnderWay predecessor) {
    if (one.before == null) {
      first = successor;
    } else {
      one.before.after = successor;
    }
    if (one.after == null) {
      last = predecessor;
    } else {
      one.after.before = predecessor;
    }
  }
}
