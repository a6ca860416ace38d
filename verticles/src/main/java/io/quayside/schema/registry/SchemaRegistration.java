package io.quayside.schema.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.schema.EventSchema;
import io.quayside.schema.registry.RegistryClient.Answer;
import io.quayside.schema.registry.RegistryClient.StatusException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The registration of one schema under the subject that its type names: look up, judge, register,
 * set the level. Two nodes at once register the same bytes, which is one version.
 */
final class SchemaRegistration {
  /** Every event of a log that is kept for ever conforms to the newest schema. */
  private static final String LEVEL = "BACKWARD_TRANSITIVE";

  private static final int NO_SUBJECT = 40401;

  private final RegistryClient client;
  private final EventSchema schema;
  private final String subject;
  private final JsonObject body;

  SchemaRegistration(RegistryClient client, EventSchema schema) {
    this.client = client;
    this.schema = schema;
    this.subject = schema.type();
    this.body = new JsonObject().put("schemaType", "JSON").put("schema", dialect07(schema));
  }

  /**
   * The schema in the dialect that registries judge: draft 7, without the id, in the file's order
   * of members, so that the same build registers the same bytes.
   */
  static String dialect07(EventSchema schema) {
    JsonObject file = new JsonObject(new String(schema.bytes(), UTF_8));
    file.remove("$id");
    file.put("$schema", "http://json-schema.org/draft-07/schema#");
    return file.encode();
  }

  /** Fails with {@link SchemaRefusedException}, or otherwise if the registry is away. */
  Future<Void> run() {
    return client
        .post("/subjects/" + subject, body)
        .compose(
            found -> {
              if (found.ok()) {
                return ensureLevel();
              }
              if (found.status() != 404) {
                return unexpected(found);
              }
              return (found.errorCode() == NO_SUBJECT ? Future.<Void>succeededFuture() : judge())
                  .compose(judged -> register())
                  .compose(registered -> ensureLevel());
            });
  }

  /** Whether the registry has the schema; fails if it is away. */
  Future<Boolean> isRegistered() {
    return client.post("/subjects/" + subject, body).map(Answer::ok);
  }

  private Future<Void> judge() {
    return setLevel()
        .compose(
            set ->
                client.post("/compatibility/subjects/" + subject + "/versions?verbose=true", body))
        .compose(
            judged -> {
              if (!judged.ok()) {
                return unexpected(judged);
              }
              Object verdict = judged.body().getValue("is_compatible");
              if (verdict instanceof Boolean compatible) {
                return compatible ? Future.succeededFuture() : refused(reason(judged));
              }
              return Future.failedFuture(
                  new StatusException(judged.status(), "without a verdict on " + subject));
            });
  }

  private static String reason(Answer judged) {
    return judged.body().getValue("messages") instanceof JsonArray messages && !messages.isEmpty()
        ? messages.encode()
        : "it is incompatible with an earlier version";
  }

  private Future<Void> register() {
    return client
        .post("/subjects/" + subject + "/versions", body)
        .compose(registered -> registered.ok() ? Future.succeededFuture() : unexpected(registered));
  }

  /** Comes last: some registries know no level before the subject exists. */
  private Future<Void> ensureLevel() {
    return client
        .get("/config/" + subject)
        .compose(
            known ->
                known.ok() && LEVEL.equals(known.body().getString("compatibilityLevel"))
                    ? Future.succeededFuture()
                    : setLevel());
  }

  private Future<Void> setLevel() {
    return client
        .put("/config/" + subject, new JsonObject().put("compatibility", LEVEL))
        .compose(set -> set.ok() ? Future.succeededFuture() : unexpected(set));
  }

  /** 409 and 422 are about the schema; all else is no answer. */
  private Future<Void> unexpected(Answer answer) {
    return answer.status() == 409 || answer.status() == 422
        ? refused(answer.message())
        : Future.failedFuture(new StatusException(answer.status(), "for " + subject));
  }

  private Future<Void> refused(String says) {
    return Future.failedFuture(new SchemaRefusedException(schema.type(), says));
  }
}
