package io.quayside.edge.admin;

import io.quayside.admin.AdminObject;
import io.quayside.admin.AdminWriter;
import io.quayside.admin.AdminWriter.Decision;
import io.quayside.admin.AdminWriter.Written;
import io.quayside.admin.ObjectKind;
import io.quayside.admin.ObjectState;
import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Present;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes of administration objects for requests, answered on the requests' own event loop. */
final class Writes {
  private final AdminWriter writer;
  private final Context context;

  Writes(AdminWriter writer, Context context) {
    this.writer = writer;
    this.context = context;
  }

  /** The time of what is made now, in milliseconds as objects keep it. */
  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Makes the object of a new id; {@code make} takes its version. */
  <T extends AdminObject> void create(
      AdminCall call, ObjectKind<T> kind, String id, IntFunction<T> make, Consumer<T> answer) {
    write(
        call,
        kind,
        id,
        false,
        current -> {
          if (current instanceof Absent<T>(int version)) {
            return new Present<>(make.apply(version + 1));
          }
          // A random id that is taken.
          throw new Problem(ProblemCode.TEMPORARILY_UNAVAILABLE, "The next attempt may succeed")
              .toException();
        },
        written -> answer.accept(object(written.after())));
  }

  /**
   * Changes an object of the tenant acted in; {@code next} returns the object of the next version,
   * or its argument if there is nothing to change.
   */
  <T extends AdminObject> void change(
      AdminCall call,
      ObjectKind<T> kind,
      String id,
      @Nullable Integer ifMatch,
      Function<T, T> next,
      Consumer<T> answer) {
    decide(
        call,
        kind,
        id,
        ifMatch,
        present -> {
          T changed = next.apply(present.object());
          return changed == present.object() ? present : new Present<>(changed);
        },
        written -> answer.accept(object(written.after())));
  }

  /** Removes an object of the tenant acted in, and answers 204. */
  <T extends AdminObject> void remove(
      AdminCall call, ObjectKind<T> kind, String id, @Nullable Integer ifMatch) {
    decide(
        call,
        kind,
        id,
        ifMatch,
        present -> new Absent<>(present.version() + 1),
        written -> call.sendNothing());
  }

  private <T extends AdminObject> void decide(
      AdminCall call,
      ObjectKind<T> kind,
      String id,
      @Nullable Integer ifMatch,
      Function<Present<T>, ObjectState<T>> next,
      Consumer<Written<T>> answer) {
    String tenant = call.tenant();
    write(
        call,
        kind,
        id,
        ifMatch != null,
        current -> {
          Present<T> present = AdminCall.found(current, tenant);
          AdminCall.requireVersion(ifMatch, present.version());
          return next.apply(present);
        },
        answer);
  }

  /** Hands the result of a future to {@code answer}; a failure of either is answered. */
  <T> void await(AdminCall call, Future<T> future, Consumer<T> answer) {
    Replies.await(context, call, future, answer);
  }

  /** Writes what a decision says, and hands the result to {@code answer}. */
  <T extends AdminObject> void write(
      AdminCall call,
      ObjectKind<T> kind,
      String id,
      boolean conditional,
      Decision<T> decision,
      Consumer<Written<T>> answer) {
    writer
        .write(kind, id, decision, conditional, call.caller())
        .onComplete(
            (written, failure) ->
                context.runOnContext(
                    v -> {
                      if (failure == null) {
                        answer.accept(written);
                      } else {
                        call.fail(failure);
                      }
                    }));
  }

  /** The object that a write has left. */
  static <T extends AdminObject> T object(ObjectState<T> state) {
    if (state instanceof Present<T>(T object)) {
      return object;
    }
    throw new IllegalStateException("an object was written");
  }
}
