package io.quayside.shard.actor;

import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.domain.tracking.SequenceWindow.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A device that reports for a shipment: its window, and what is not in it yet. */
final class Device {
  final String id;

  /** In the copies. */
  final String name;

  /** Null until it is loaded. */
  SequenceWindow window;

  /** The round of copies in which the window was named as changed. */
  int round;

  long lastOffset = -1;

  /** Updates that wait for the window. */
  final List<Runnable> waiting = new ArrayList<>(0);

  /** Sequences that came from the log while the window was loading. */
  final List<SequenceNumber> marks = new ArrayList<>(0);

  /** Those that are being appended, by sequence: the lowest, and the highest. */
  private UnderWay first;

  private UnderWay last;

  /** A sequence that is being appended. It knows its neighbours, so that it need not be found. */
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

  /** Whether nothing is under way, and nothing waits. */
  boolean idle() {
    return first == null && waiting.isEmpty();
  }

  /**
   * What a sequence is to the window, as if all that are being appended had been taken already. So
   * updates of one body are judged in its order although none of them is in the log yet. If the
   * highest then fails to be appended, those below it have been flagged as late nevertheless.
   */
  Verdict verdict(SequenceNumber sequence) {
    return last != null && sequence.isLateAfter(last.sequence)
        ? Verdict.LATE
        : window.verdict(sequence);
  }

  /** The one of a sequence, or null. A device counts up: nearly always it is beyond them all. */
  UnderWay underWay(SequenceNumber sequence) {
    UnderWay found = upTo(sequence);
    return found != null && found.sequence.equals(sequence) ? found : null;
  }

  /** Adds one of whose sequence there is none. */
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

  /** The highest up to a sequence, or null. */
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

  /** What stands behind the place of one from now on, and what before it. */
  private void link(UnderWay one, UnderWay behind, UnderWay before) {
    if (one.before == null) {
      first = behind;
    } else {
      one.before.after = behind;
    }
    if (one.after == null) {
      last = before;
    } else {
      one.after.before = before;
    }
  }
}
