package io.quayside.admin;

import io.quayside.admin.ObjectKind.Stored;
import io.quayside.admin.ObjectState.Present;
import io.quayside.common.json.JsonWriter;
import io.quayside.log.envelope.AdminCodec;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals secrets with the first key of the key file that another of its keys has sealed: writes
 * their objects again as they are. So a key that is no longer the first seals nothing in the end,
 * and can be taken out of the file.
 */
final class Resealing {
  private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);

  private final ObjectStore store;
  private final AdminWriter writer;

  Resealing(ObjectStore store, AdminWriter writer) {
    this.store = store;
    this.writer = writer;
  }

  /** The write of one object. */
  private interface Step {
    Future<?> run();
  }

  /** Writes one object after the other; completes with their number. */
  Future<Integer> run() {
    SecretKeys keys = store.secretKeys();
    List<Step> steps = new ArrayList<>();
    if (!keys.isEmpty()) {
      ObjectKinds.ALL.forEach(kind -> collect(kind, keys, steps));
    }
    return next(steps.iterator())
        .map(v -> steps.size())
        .onComplete(
            resealed -> {
              if (resealed > 0) {
                LOG.info(
                    "secrets sealed by the first key of secrets.key-file: objects={}"
                        + " secretsByKid={}",
                    resealed,
                    store.secretsByKid());
              }
            },
            failure ->
                LOG.warn(
                    "not all secrets are sealed by the first key of secrets.key-file; the next"
                        + " start goes on: cause={}",
                    failure.getMessage()));
  }

  private <T extends AdminObject> void collect(
      ObjectKind<T> kind, SecretKeys keys, List<Step> steps) {
    store
        .table(kind)
        .all()
        .filter(object -> isDue(kind, object, keys))
        .forEach(object -> steps.add(() -> reseal(kind, object.id(), keys)));
  }

  private static <T extends AdminObject> boolean isDue(
      ObjectKind<T> kind, T object, SecretKeys keys) {
    return kind.secrets(object).stream().anyMatch(keys::sealsAnew);
  }

  private <T extends AdminObject> Future<?> reseal(ObjectKind<T> kind, String id, SecretKeys keys) {
    return writer.write(
        kind,
        id,
        now ->
            now instanceof Present<T>(T object) && isDue(kind, object, keys)
                ? new Present<>(atNextVersion(kind, object, keys))
                : now,
        false,
        AdminWriter.NODE);
  }

  /** The object as it is, written with secrets that the first key has sealed, and read again. */
  private static <T extends AdminObject> T atNextVersion(
      ObjectKind<T> kind, T object, SecretKeys keys) {
    JsonWriter data = new JsonWriter(512).beginObject();
    kind.write(object, data, keys);
    String key = kind.name() + '/' + object.id();
    Stored stored = new Stored(object.id(), object.version() + 1, object.tenant());
    byte[] value =
        AdminCodec.encode(
            key,
            stored.version(),
            ObjectChange.CHANGED.type(kind.name()),
            stored.tenant(),
            Instant.EPOCH,
            data.endObject().toBytes());
    return kind.read(stored, AdminCodec.decode(key, value).data(), keys);
  }

  private static Future<Void> next(Iterator<Step> steps) {
    return steps.hasNext()
        ? steps.next().run().compose(v -> next(steps))
        : Future.succeededFuture();
  }
}
