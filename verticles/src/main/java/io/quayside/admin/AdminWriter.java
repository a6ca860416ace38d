package io.quayside.admin;

import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Present;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.log.envelope.AdminCodec;
import io.quayside.log.feed.Log;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes administration objects: decides on the object that this node knows, appends the record,
 * and answers once the record was read back as the one that counts. May be called from any thread;
 * completes on the scheduler's event loop.
 */
public final class AdminWriter {
  /** Who writes what no caller has asked for, in the audit. */
  static final String NODE = "default/node";

  static final long DEADLINE_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 50;

  private final Scheduler scheduler;
  private final AdminLog log;
  private final Log topic;
  private final ObjectStore store;
  private final InstantSource clock;

  /** By the record's key: the records that were appended and are not read back yet. */
  private final Map<String, List<Attempt>> attempts = new HashMap<>();

  /** Decides on an object. It may be asked again, when another writer's record came first. */
  @FunctionalInterface
  public interface Decision<T extends AdminObject> {
    /**
     * The state after the present one: an object or none, of the next version; or the present one
     * itself, if there is nothing to write. Throws {@link ProblemException} to refuse.
     */
    ObjectState<T> decide(ObjectState<T> current);
  }

  /** What a write found, and what it left. */
  public record Written<T extends AdminObject>(ObjectState<T> before, ObjectState<T> after) {}

  public AdminWriter(
      Scheduler scheduler, AdminLog log, Log topic, ObjectStore store, InstantSource clock) {
    this.scheduler = scheduler;
    this.log = log;
    this.topic = topic;
    this.store = store;
    this.clock = clock;
    log.listen(this::counted);
  }

  /**
   * Writes one object. Fails with the problem of the decision, {@code version-mismatch}, {@code
   * limit-reached} or {@code temporarily-unavailable}; then the record may still be in the log.
   *
   * @param conditional whether the decision asks for a version, so that another writer's record
   *     refuses the write instead of having it decided anew
   * @param caller who writes, for the audit
   */
  public <T extends AdminObject> Future<Written<T>> write(
      ObjectKind<T> kind, String id, Decision<T> decision, boolean conditional, String caller) {
    Write<T> write = new Write<>(kind, id, decision, conditional, caller);
    scheduler.execute(write::start);
    return write.written.future();
  }

  private void counted(String key, int version, long offset, byte[] value) {
    List<Attempt> ofKey = attempts.getOrDefault(key, List.of());
    for (Attempt attempt : ofKey) {
      if (attempt.version == version) {
        attempt.winner = new Winner(offset, value);
      }
    }
  }

  /** The record that counts as some version of an object. */
  private record Winner(long offset, byte[] value) {}

  /** A record to be appended, and what became of its version. */
  private static final class Attempt {
    private final int version;
    private final byte[] value;

    /** The record that counts as this version, if one was read; it may be another writer's. */
    private @Nullable Winner winner;

    Attempt(int version, byte[] value) {
      this.version = version;
      this.value = value;
    }

    /** Whether equal bytes count: the same record, appended once or more. */
    boolean hasWonByValue() {
      return winner != null && Arrays.equals(winner.value, value);
    }
  }

  private final class Write<T extends AdminObject> {
    private final ObjectKind<T> kind;
    private final String id;
    private final String key;
    private final Decision<T> decision;
    private final boolean conditional;
    private final String caller;
    private final ObjectTable<T> table;
    private final Promise<Written<T>> written = Promise.promise();

    Write(ObjectKind<T> kind, String id, Decision<T> decision, boolean conditional, String caller) {
      this.kind = kind;
      this.id = id;
      this.key = kind.name() + '/' + id;
      this.decision = decision;
      this.conditional = conditional;
      this.caller = caller;
      this.table = store.table(kind);
    }

    void start() {
      scheduler.schedule(DEADLINE_MILLIS, () -> written.tryFail(unavailable()));
      decide();
    }

    private void decide() {
      if (written.future().isComplete()) {
        return;
      }
      ObjectState<T> before = table.state(id);
      ObjectState<T> after;
      byte[] value;
      try {
        after = decision.decide(before);
        if (after == before) {
          written.complete(new Written<>(before, after));
          return;
        }
        value = encode(before, after);
      } catch (RuntimeException refused) {
        written.tryFail(refused);
        return;
      }
      Attempt attempt = new Attempt(after.version(), value);
      attempts.computeIfAbsent(key, k -> new ArrayList<>(1)).add(attempt);
      append(attempt, new Written<>(before, after));
    }

    private byte[] encode(ObjectState<T> before, ObjectState<T> after) {
      ObjectChange change =
          after instanceof Absent<T>
              ? ObjectChange.REMOVED
              : before instanceof Absent<T> ? ObjectChange.CREATED : ObjectChange.CHANGED;
      if (change == ObjectChange.CREATED && after instanceof Present<T>(T made)) {
        requireRoom(made);
      }
      JsonWriter data = new JsonWriter(512).beginObject();
      if (after instanceof Present<T>(T object)) {
        kind.write(object, data, store.secretKeys());
      }
      byte[] value =
          AdminCodec.encode(
              key,
              after.version(),
              change.type(kind.name()),
              tenant(before, after),
              clock.instant(),
              data.endObject().toBytes());
      if (key.getBytes(StandardCharsets.UTF_8).length + value.length > kind.maxRecordBytes()) {
        throw limit("An object of this kind has at most " + kind.maxRecordBytes() + " bytes");
      }
      return value;
    }

    private void requireRoom(T made) {
      int most = kind.maxPerTenant(store.tenant(made.tenant()));
      if (table.of(made.tenant()).size() >= most) {
        throw limit("The tenant has at most " + most + " of these");
      }
      // Without the floor nothing new could be written at all.
      if (kind != ObjectKinds.PROTOCOL && !store.hasRoom()) {
        throw limit("There are at most " + ObjectStore.MAX_OBJECTS + " administration objects");
      }
    }

    private String tenant(ObjectState<T> before, ObjectState<T> after) {
      if (after instanceof Present<T>(T object)) {
        return object.tenant();
      }
      if (before instanceof Present<T>(T object)) {
        return object.tenant();
      }
      throw new IllegalStateException("only an object that can be read is removed");
    }

    private void append(Attempt attempt, Written<T> result) {
      topic.append(
          key,
          attempt.value,
          caller,
          null,
          (offset, failure) -> {
            if (failure == null) {
              readBack(attempt, offset, result);
            } else {
              // The record may be in the log, or get there later.
              scheduler.schedule(RETRY_MILLIS, () -> lookFor(attempt, result));
            }
          });
    }

    /** The record is in the log at that offset: answers once it is known whether it counts. */
    private void readBack(Attempt attempt, long offset, Written<T> result) {
      log.caughtUp()
          .onSuccess(
              v -> {
                if (!log.isApplied(offset)) {
                  scheduler.schedule(RETRY_MILLIS, () -> readBack(attempt, offset, result));
                } else if (attempt.winner != null && attempt.winner.offset == offset) {
                  won(attempt, result);
                } else {
                  lost(attempt);
                }
              });
    }

    /** Appends the same record again unless its version is taken. */
    private void lookFor(Attempt attempt, Written<T> result) {
      log.caughtUp()
          .onSuccess(
              v -> {
                if (attempt.hasWonByValue()) {
                  won(attempt, result);
                } else if (attempt.winner != null) {
                  lost(attempt);
                } else if (written.future().isComplete()) {
                  end(attempt);
                } else {
                  append(attempt, result);
                }
              });
    }

    private void won(Attempt attempt, Written<T> result) {
      end(attempt);
      written.tryComplete(result);
    }

    private void lost(Attempt attempt) {
      end(attempt);
      if (conditional) {
        written.tryFail(
            new Problem(ProblemCode.VERSION_MISMATCH, "Another change came first").toException());
      } else {
        decide();
      }
    }

    private void end(Attempt attempt) {
      List<Attempt> ofKey = attempts.get(key);
      if (ofKey != null && ofKey.remove(attempt) && ofKey.isEmpty()) {
        attempts.remove(key);
      }
    }
  }

  private static ProblemException limit(String detail) {
    return new Problem(ProblemCode.LIMIT_REACHED, detail).toException();
  }

  private static ProblemException unavailable() {
    return new Problem(
            ProblemCode.TEMPORARILY_UNAVAILABLE,
            "The change was not read back in time; it may still be made")
        .toException();
  }
}
