package io.quayside.admin;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kind of administration objects: its name, and the form of its objects in records. */
public interface ObjectKind<T extends AdminObject> {
  /** The name, which is the first part of every record's key. */
  String name();

  /**
   * Reads an object from the {@code data} of a record; throws {@link IllegalArgumentException} for
   * what is none.
   */
  T read(Stored stored, StoredFields data, SecretKeys keys);

  /** Writes the members of {@code data}, secrets sealed. */
  void write(T object, JsonWriter data, SecretKeys keys);

  /** The greatest size of a record, key and value; below the 1 MiB of a broker's default. */
  default int maxRecordBytes() {
    return 256 * 1024;
  }

  /** The most objects of one tenant. */
  default int maxPerTenant() {
    return ObjectStore.MAX_OBJECTS;
  }

  /** The most objects of a tenant that may be null; its quota may say. */
  default int maxPerTenant(@Nullable Tenant tenant) {
    return maxPerTenant();
  }

  /** The sealed secrets of an object. */
  default List<Secret> secrets(T object) {
    return List.of();
  }

  /** What the envelope of a record says of its object. */
  record Stored(String id, int version, String tenant) {}
}
