package io.quayside.admin;

import io.quayside.admin.ObjectKind.Stored;
import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Present;
import io.quayside.admin.ObjectState.Unreadable;
import io.quayside.log.envelope.AdminCodec;
import io.quayside.log.envelope.AdminRecord;
import io.quayside.log.envelope.UndecodableEventException;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one kind. Records are applied by one thread; every thread may read.
 *
 * <p>The counting rule: a record with version n counts if the object is at n − 1, and every other
 * record is passed over, on every node alike.
 */
public final class ObjectTable<T extends AdminObject> {
  static final int PASSED_OVER = 0;
  static final int UNDECODABLE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(ObjectTable.class);

  private final ObjectKind<T> kind;
  private final SecretKeys keys;
  private final Map<String, ObjectState<T>> states = new ConcurrentHashMap<>();

  /** By tenant and id: the objects that are there and can be read. */
  private final Map<String, NavigableMap<String, T>> byTenant = new ConcurrentHashMap<>();

  /** How many objects are there; written by the thread that applies records. */
  private volatile int size;

  ObjectTable(ObjectKind<T> kind, SecretKeys keys) {
    this.kind = kind;
    this.keys = keys;
  }

  /** The object of an id, or null if there is none or this node cannot read it. */
  public @Nullable T get(String id) {
    return states.get(id) instanceof Present<T>(T object) ? object : null;
  }

  /** What stands under an id. */
  public ObjectState<T> state(String id) {
    ObjectState<T> state = states.get(id);
    return state == null ? new Absent<>(0) : state;
  }

  /** A tenant's objects by id. */
  public NavigableMap<String, T> of(String tenant) {
    return byTenant.getOrDefault(tenant, Collections.emptyNavigableMap());
  }

  /** All objects that are there and can be read. */
  public Stream<T> all() {
    return byTenant.values().stream().flatMap(objects -> objects.values().stream());
  }

  /** How many objects are there, readable or not. */
  int size() {
    return size;
  }

  /** The secrets of all objects that are there. */
  Stream<Secret> secrets() {
    return all().flatMap(object -> kind.secrets(object).stream());
  }

  /**
   * Applies a record. Returns its version if it counts, {@link #PASSED_OVER}, or {@link
   * #UNDECODABLE} if it shows no version and makes the object unreadable.
   *
   * @param key the record's key, {@code <kind>/<id>}
   */
  int apply(String key, String id, byte @Nullable [] value) {
    ObjectState<T> current = state(id);
    AdminRecord record;
    try {
      record = AdminCodec.decode(key, value);
    } catch (UndecodableEventException undecodable) {
      unreadable(key, undecodable);
      put(id, new Unreadable<>(current.version()));
      return UNDECODABLE;
    }
    if (record.version() != current.version() + 1) {
      return PASSED_OVER;
    }
    put(id, read(id, record));
    return record.version();
  }

  private ObjectState<T> read(String id, AdminRecord record) {
    try {
      ObjectChange change = ObjectChange.of(kind.name(), record.type());
      if (change == ObjectChange.REMOVED) {
        record.data().end();
        return new Absent<>(record.version());
      }
      Stored stored = new Stored(id, record.version(), record.tenant());
      T object = kind.read(stored, record.data(), keys);
      record.data().end();
      return new Present<>(object);
    } catch (IllegalArgumentException unexpected) {
      unreadable(record.subject(), unexpected);
      return new Unreadable<>(record.version());
    }
  }

  private static void unreadable(String key, RuntimeException cause) {
    LOG.warn("an administration object cannot be read: object={} cause={}", key, cause.toString());
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread applies records
  private void put(String id, ObjectState<T> state) {
    ObjectState<T> former = state(id);
    states.put(id, state);
    size += count(state) - count(former);
    if (former instanceof Present<T>(T old) && !isOf(state, old.tenant())) {
      of(old.tenant()).remove(id);
    }
    if (state instanceof Present<T>(T object)) {
      byTenant
          .computeIfAbsent(object.tenant(), tenant -> new ConcurrentSkipListMap<>())
          .put(id, object);
    }
  }

  private static int count(ObjectState<?> state) {
    return state instanceof Absent<?> ? 0 : 1;
  }

  private static boolean isOf(ObjectState<?> state, String tenant) {
    return state instanceof Present<?>(AdminObject object) && object.tenant().equals(tenant);
  }
}
