package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamJson;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.ShipmentView;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Predicate;

/**
 * Shipments as queries answer them, waiting for the read model where it is behind: for the version
 * that the caller names, and always for one that the shard knows and the read model does not yet.
 */
public final class ShipmentQueries {
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private final Vertx vertx;
  private final Rights rights;
  private final ReadModels readModels;
  private final ShardClient shards;

  public ShipmentQueries(
      Vertx vertx, Contexts contexts, ReadModels readModels, ShardClient shards) {
    this.vertx = vertx;
    this.rights = contexts.rights();
    this.readModels = readModels;
    this.shards = shards;
  }

  /**
   * A shipment that a principal may read, in {@code minVersion} (0: any) or later. Fails with
   * {@code shipment-not-found}, or with {@code temporarily-unavailable} where the read model does
   * not get there in time. What a principal may not read is not waited for, unless the shard knows
   * that it may by now.
   */
  public Future<ShipmentView> shipment(Principal principal, String shipmentId, int minVersion) {
    return shipment(principal, shipmentId, minVersion, stream -> rights.mayRead(principal, stream))
        .compose(
            view ->
                rights.mayRead(principal, view.stream())
                    ? Future.succeededFuture(view)
                    : Future.failedFuture(Rights.NO_SHIPMENT.toException()));
  }

  /**
   * A shipment in {@code minVersion} (0: any) or later. Where the read model has no state that
   * {@code shows} what is asked for, it waits for the version that the shard knows, if the
   * principal may read that. The caller judges what the principal may read of the result.
   */
  Future<ShipmentView> shipment(
      Principal principal, String shipmentId, int minVersion, Predicate<ShipmentStream> shows) {
    return readModels
        .shipment(shipmentId)
        .compose(
            view -> {
              if (view != null && shows.test(view.stream())) {
                return view.version() >= minVersion
                    ? Future.succeededFuture(view)
                    : await(shipmentId, minVersion);
              }
              return version(principal, shipmentId, minVersion)
                  .compose(version -> await(shipmentId, Math.max(minVersion, version)))
                  .recover(
                      failure ->
                          view != null && isNotFound(failure)
                              ? Future.succeededFuture(view)
                              : Future.failedFuture(failure));
            });
  }

  private static boolean isNotFound(Throwable failure) {
    return failure instanceof ProblemException refused
        && refused.problem().code() == ProblemCode.SHIPMENT_NOT_FOUND;
  }

  /**
   * The version that the log has confirmed; fails where there is no such shipment for the
   * principal. It is below {@code heardOf} only if the log's is.
   */
  public Future<Integer> version(Principal principal, String shipmentId, int heardOf) {
    return version(new ReadVersion(shipmentId, principal, Math.max(1, heardOf), false));
  }

  /**
   * As {@link #version}, when the read model has the positions that are logged of the shipment by
   * now.
   */
  public Future<Integer> versionWithPositions(Principal principal, String shipmentId, int heardOf) {
    return version(new ReadVersion(shipmentId, principal, Math.max(1, heardOf), true));
  }

  private Future<Integer> version(ReadVersion request) {
    return shards
        .ask(request)
        .compose(
            answer -> {
              if (answer instanceof Version known && known.version() > 0) {
                return Future.succeededFuture(known.version());
              }
              return Future.failedFuture(
                  answer instanceof Refused refused
                      ? refused.problem().toException()
                      : Rights.NO_SHIPMENT.toException());
            });
  }

  /**
   * The shipment once the read model has that version. The caller judges what the principal may
   * read of it.
   */
  Future<ShipmentView> await(String shipmentId, int minVersion) {
    Promise<ShipmentView> found = Promise.promise();
    long deadline = System.nanoTime() + ShardClient.DEADLINE_MILLIS * 1_000_000;
    await(shipmentId, minVersion, deadline, FIRST_PAUSE_MILLIS, found);
    return found.future();
  }

  private void await(
      String shipmentId, int minVersion, long deadline, long pause, Promise<ShipmentView> found) {
    readModels
        .shipment(shipmentId)
        .onComplete(
            view -> {
              if (view != null && view.version() >= minVersion) {
                found.complete(view);
              } else if (System.nanoTime() >= deadline) {
                found.fail(
                    new Problem(
                            ProblemCode.TEMPORARILY_UNAVAILABLE,
                            "Version " + minVersion + " is not in the read model yet")
                        .toException());
              } else {
                long next = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                vertx.setTimer(pause, t -> await(shipmentId, minVersion, deadline, next, found));
              }
            },
            found::fail);
  }

  /** The answer of a query for one shipment. */
  public static byte[] encode(ShipmentView view) {
    JsonWriter out = new JsonWriter(1024);
    write(out, view);
    return out.toBytes();
  }

  static void write(JsonWriter out, ShipmentView view) {
    writeMembers(out.beginObject(), view);
    out.endObject();
  }

  /** Writes the members of a shipment into an object that was begun. */
  static void writeMembers(JsonWriter out, ShipmentView view) {
    out.field("shipmentId", view.shipmentId()).field("version", view.version());
    StreamJson.writeFields(out, view.stream());
    if (view.lastPosition() != null) {
      out.rawField("lastPosition", view.lastPosition());
    }
  }

  /** Weak: it changes with the version and with the last position. */
  static String etag(ShipmentView view) {
    return "W/\"" + view.version() + "-" + (view.positionOffset() + 1) + "\"";
  }
}
