package io.quayside.shard.actor;

import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.domain.tracking.SequenceWindow.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A device that reports for a shipment: its window, and the sequences that are not in it yet. */
final class Device {
  final String id;

  /** The window's name in the replication. */
  final String name;

  /** Null until it is loaded. */
  SequenceWindow window;

  /** The last round of the replication to which the window was passed as changed. */
  int round;

  long lastOffset = -1;

  /** Updates that wait for the window. */
  final List<Runnable> waiting = new ArrayList<>(0);

  /** Sequences that were read from the log while the window was loading. */
  final List<SequenceNumber> marks = new ArrayList<>(0);

  /** The sequences that are being appended, as a linked list: the lowest and the highest. */
  private UnderWay first;

  private UnderWay last;

  /** A sequence that is being appended; linked, so that it is removed without a search. */
  static class UnderWay {
    final SequenceNumber sequence;
    private UnderWay before;
    private UnderWay after;

    UnderWay(SequenceNumber sequence) {
      this.sequence = sequence;
    }
  }

  Device(String id, String name) {
    this.id = id;
    this.name = name;
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
        : window.verdict(sequence);
  }

  /** The append of a sequence, or null. Fast for a sequence above all others, the usual case. */
  UnderWay underWay(SequenceNumber sequence) {
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
  private UnderWay upTo(SequenceNumber sequence) {
    if (first == null || sequence.compareTo(first.sequence) < 0) {
      return null;
    }
    UnderWay found = last;
    while (found.sequence.compareTo(sequence) > 0) {
      found = found.before;
    }
    return found;
  }

  /** Sets the successor of the append before {@code one}, and the predecessor of the one after. */
  private void link(UnderWay one, UnderWay successor, UnderWay predecessor) {
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
