package io.quayside.foreign;

import io.quayside.foreign.FirstSendings.First;
import io.quayside.foreign.FirstSendings.Outcomes;
import io.quayside.foreign.RecordResult.Done;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a record of a request is. */
final class RecordProgress {
  private final ForeignRecord record;
  private final List<Done> done = new ArrayList<>(1);
  private final List<Refusal> refusals = new ArrayList<>(0);
  private final List<RecordResult.Refused> letters = new ArrayList<>(0);

  /** Shipments for which the record says nothing. */
  private final Set<String> silent = new HashSet<>();

  /** Shipments for which the record was refused. */
  private final Set<String> refused = new HashSet<>();

  /** Shipments for which only the first of the record's commands is done. */
  private final Set<String> unfinished = new HashSet<>();

  RecordProgress(ForeignRecord record) {
    this.record = record;
  }

  /** Something that a letter is to be kept of. */
  record Refusal(ForeignRecord record, @Nullable String shipmentId, String code, String detail) {
    /**
     * The identity of the letter: each refused shipment of a record is a letter of its own, and
     * each caller has its own letters.
     */
    String recordId(String caller) {
      String identity = caller + '\n' + record.identity();
      return shipmentId == null ? identity : identity + '\n' + shipmentId;
    }
  }

  void done(String shipmentId, String eventId) {
    done.add(new Done(shipmentId, eventId));
  }

  void silent(String shipmentId) {
    silent.add(shipmentId);
  }

  void unfinished(String shipmentId) {
    unfinished.add(shipmentId);
  }

  /** Notes a refusal that is about no shipment, once. */
  void refuse(String code, String detail) {
    Refusal refusal = new Refusal(record, null, code, detail);
    if (!refusals.contains(refusal)) {
      refusals.add(refusal);
    }
  }

  /**
   * Notes a refusal for a shipment. A letter of an unknown or ambiguous shipment names none: when
   * it is tried again, the shipments are looked up again.
   */
  void refuse(String shipmentId, String code, String detail) {
    refused.add(shipmentId);
    switch (code) {
      case Subjects.UNKNOWN, Subjects.AMBIGUOUS -> refuse(code, detail);
      default -> refusals.add(new Refusal(record, shipmentId, code, detail));
    }
  }

  void letter(RecordResult.Refused letter) {
    letters.add(letter);
  }

  List<Refusal> refusals() {
    return refusals;
  }

  RecordResult result() {
    return new RecordResult(record.index(), record.eventId(), done, letters);
  }

  /**
   * Has the outcome of the record for a shipment remembered. A request that failed may not have
   * come to it, or not to the record's second command: then it is to be tried again.
   */
  void remember(String shipmentId, Outcomes outcomes) {
    List<String> eventIds =
        done.stream()
            .filter(one -> one.shipmentId().equals(shipmentId))
            .map(Done::eventId)
            .distinct()
            .toList();
    boolean isDone = !eventIds.isEmpty() && !unfinished.contains(shipmentId);
    boolean again = refused.contains(shipmentId) || !(isDone || silent.contains(shipmentId));
    outcomes.add(record, shipmentId, new First(eventIds, again));
  }
}
