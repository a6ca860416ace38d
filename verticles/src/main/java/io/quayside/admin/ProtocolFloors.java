package io.quayside.admin;

import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Present;
import io.quayside.admin.ObjectState.Unreadable;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Future;

/**
 * Reads and raises the {@link ProtocolFloor}. It is raised by the first node that is about to write
 * what a number allows, before it does, so that no older version starts behind that record.
 */
public final class ProtocolFloors {
  private final ObjectTable<ProtocolFloor> table;
  private final AdminWriter writer;

  ProtocolFloors(ObjectStore store, AdminWriter writer) {
    this.table = store.table(ObjectKinds.PROTOCOL);
    this.writer = writer;
  }

  /** The floor that is recorded; 0 if none is. */
  public int floor() {
    ProtocolFloor floor = table.get(ProtocolFloor.ID);
    return floor == null ? 0 : floor.number();
  }

  /** Throws {@link ProtocolTooOldException} if a version with this highest number may not start. */
  public void require(int highest) {
    switch (table.state(ProtocolFloor.ID)) {
      case Absent<ProtocolFloor> none -> {}
      case Present<ProtocolFloor>(ProtocolFloor floor) -> {
        if (floor.number() > highest) {
          throw new ProtocolTooOldException(
              "the log may have records of protocol number %d; this version knows the numbers up to %d"
                  .formatted(floor.number(), highest));
        }
      }
      case Unreadable<ProtocolFloor> unreadable ->
          throw new ProtocolTooOldException(
              "the protocol floor in quayside-admin cannot be read; this version knows the numbers"
                  + " up to "
                  + highest);
    }
  }

  /** Records a number as the floor unless it is that high. Completes on the writer's event loop. */
  public Future<Void> raise(int number) {
    return writer
        .write(
            ObjectKinds.PROTOCOL,
            ProtocolFloor.ID,
            now -> raised(now, number),
            false,
            AdminWriter.NODE)
        .mapEmpty();
  }

  private static ObjectState<ProtocolFloor> raised(ObjectState<ProtocolFloor> now, int number) {
    return switch (now) {
      case Absent<ProtocolFloor>(int version) -> floor(version + 1, number);
      case Present<ProtocolFloor>(ProtocolFloor floor) ->
          floor.number() >= number ? now : floor(floor.version() + 1, number);
      case Unreadable<ProtocolFloor> unreadable ->
          throw new Problem(
                  ProblemCode.TEMPORARILY_UNAVAILABLE, "The protocol floor cannot be read")
              .toException();
    };
  }

  private static ObjectState<ProtocolFloor> floor(int version, int number) {
    return new Present<>(new ProtocolFloor(version, number));
  }
}
