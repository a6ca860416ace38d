package io.quayside.admin;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.Secret.Sealed;
import io.quayside.common.identity.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All administration objects, whole in memory. Records are applied by one thread; every thread may
 * read.
 */
public final class ObjectStore implements Administration {
  /** The most objects of all kinds and tenants together. */
  public static final int MAX_OBJECTS = 200_000;

  private final Map<String, ObjectTable<?>> tables = new HashMap<>();
  private final SecretKeys keys;
  private final ObjectTable<Tenant> tenants;
  private final ObjectTable<ApiKey> apiKeys;
  private final ObjectTable<DeviceGroup> groups;
  private final LongSupplier nanoClock;
  private final long maxStaleNanos;
  private final AtomicLong changes = new AtomicLong();

  /** When the end was asked for that was last reached, by the nano clock. */
  private volatile long freshNanos;

  /** Empty, and stale as soon as nothing is read for {@code maxStale}. */
  public ObjectStore(SecretKeys keys, Duration maxStale, LongSupplier nanoClock) {
    this.keys = keys;
    this.nanoClock = nanoClock;
    this.maxStaleNanos = maxStale.toNanos();
    this.freshNanos = nanoClock.getAsLong();
    for (ObjectKind<?> kind : ObjectKinds.ALL) {
      tables.put(kind.name(), new ObjectTable<>(kind, keys));
    }
    this.tenants = table(ObjectKinds.TENANT);
    this.apiKeys = table(ObjectKinds.KEY);
    this.groups = table(ObjectKinds.DEVICE_GROUP);
  }

  /** The objects of a kind. */
  @SuppressWarnings("unchecked") // a table has the type of its kind
  public final <T extends AdminObject> ObjectTable<T> table(ObjectKind<T> kind) {
    return (ObjectTable<T>) requireNonNull(tables.get(kind.name()));
  }

  /** The keys that seal and open the secrets of objects. */
  public SecretKeys secretKeys() {
    return keys;
  }

  @Override
  public @Nullable ApiKey key(String keyId) {
    return apiKeys.get(keyId);
  }

  @Override
  public @Nullable DeviceGroup group(String groupId) {
    return groups.get(groupId);
  }

  @Override
  public @Nullable Tenant tenant(String name) {
    Tenant tenant = tenants.get(name);
    return tenant == null
            && name.equals(Principal.DEFAULT_TENANT)
            && tenants.state(name) instanceof Absent<Tenant>(int version)
        ? Tenant.unwrittenDefault(version)
        : tenant;
  }

  @Override
  public boolean isFresh() {
    return nanoClock.getAsLong() - freshNanos < maxStaleNanos;
  }

  /**
   * Whether every change is known that was answered more than {@code nanos} ago, on any node: the
   * end of the topic was asked for since, and has been reached.
   */
  public boolean isFreshWithin(long nanos) {
    return nanoClock.getAsLong() - freshNanos < nanos;
  }

  @Override
  public long changes() {
    return changes.get();
  }

  /** How many objects there are, of all kinds and tenants. */
  int size() {
    return tables.values().stream().mapToInt(ObjectTable::size).sum();
  }

  /** Whether there may be another object. */
  boolean hasRoom() {
    return size() < MAX_OBJECTS;
  }

  /** Everything below the end that was asked for at {@code nanos} has been applied. */
  void reached(long nanos) {
    freshNanos = nanos;
  }

  /** Applies a record, see {@link ObjectTable#apply}; keys of unknown kinds are passed over. */
  int apply(@Nullable String key, byte @Nullable [] value) {
    if (key == null || key.indexOf('/') < 0) {
      return ObjectTable.PASSED_OVER;
    }
    int slash = key.indexOf('/');
    ObjectTable<?> table = tables.get(key.substring(0, slash));
    if (table == null) {
      return ObjectTable.PASSED_OVER;
    }
    int counted = table.apply(key, key.substring(slash + 1), value);
    if (counted != ObjectTable.PASSED_OVER) {
      changes.incrementAndGet();
    }
    return counted;
  }

  /** How many secrets no key opens. */
  public long unreadableSecrets() {
    return secrets().filter(secret -> secret.opened() == null).count();
  }

  /** How many secrets each key has sealed, by the key's id. */
  Map<String, Long> secretsByKid() {
    return secrets().map(Secret::sealed).collect(groupingBy(Sealed::kid, TreeMap::new, counting()));
  }

  private Stream<Secret> secrets() {
    return tables.values().stream().flatMap(ObjectTable::secrets);
  }
}
