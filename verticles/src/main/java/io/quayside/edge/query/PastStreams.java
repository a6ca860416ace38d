package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.query.PointInTime.At;
import io.quayside.edge.query.PointInTime.AtVersion;
import io.quayside.edge.query.PointInTime.Past;
import io.quayside.log.envelope.EventCodec;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Streams as they were, folded from the history. Who may read a stream is judged as of today. */
public final class PastStreams {
  /** Events decoded in one turn of the event loop. */
  private static final int PAGE = 200;

  /** How long an event may be on its way into the log after its time was taken. */
  private static final Duration SETTLED = Duration.ofSeconds(60);

  private static final String CACHED = "private, max-age=3600";
  private static final String NOT_CACHED = "no-store";

  private final Contexts contexts;
  private final EventCodec codec;
  private final ReadModels readModels;
  private final ShipmentQueries views;

  public PastStreams(Contexts contexts, ReadModels readModels, ShipmentQueries views) {
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
    this.readModels = readModels;
    this.views = views;
  }

  /**
   * A stream as it was.
   *
   * @param asked what was asked for
   * @param today the stream as it is now, for the rights of whoever asks
   * @param then the stream as it was, without events if it was not there yet
   */
  public record PastStream(Past asked, ShipmentStream today, ShipmentStream then) {
    /** Writes the member that says as of when an answer is. */
    void writeAsOf(JsonWriter out) {
      out.beginObject("asOf")
          .field("version", then.version())
          .field("recordedAt", then.updatedAt());
      asked.write(out);
      out.endObject();
    }
  }

  /**
   * The stream of a shipment that the principal may read today. Fails with {@code
   * shipment-not-found}, and with {@code validation-failed} for a version that is not there yet, or
   * for more events than one answer may fold.
   */
  public Future<PastStream> stream(Principal principal, String shipmentId, Past asked) {
    return switch (asked) {
      case AtVersion at ->
          reach(principal, shipmentId, at.version())
              .compose(
                  view ->
                      view.version() < at.version()
                          ? refused(at, "must not be above the current version")
                          : folded(view.stream(), at));
      case At at -> caughtUp(principal, shipmentId, at).compose(view -> folded(view.stream(), at));
    };
  }

  /**
   * The shipment in a version at least, if its log has that; else as it is. Fails as {@link
   * ShipmentQueries#shipment}.
   */
  Future<ShipmentView> reach(Principal principal, String shipmentId, int version) {
    return views
        .shipment(principal, shipmentId, 0)
        .compose(
            view ->
                view.version() >= version
                    ? Future.succeededFuture(view)
                    : views
                        .version(principal, shipmentId, version)
                        .compose(
                            confirmed ->
                                views.shipment(
                                    principal, shipmentId, Math.min(version, confirmed))));
  }

  /** The shipment with all that was confirmed until a time of the last minute. */
  private Future<ShipmentView> caughtUp(Principal principal, String shipmentId, At at) {
    return isSettled(at)
        ? views.shipment(principal, shipmentId, 0)
        : views
            .version(principal, shipmentId, 0)
            .compose(confirmed -> views.shipment(principal, shipmentId, confirmed));
  }

  private static boolean isSettled(At at) {
    return at.time().isBefore(Instant.now().minus(SETTLED));
  }

  private Future<PastStream> folded(ShipmentStream today, Past asked) {
    return fold(contexts.empty(today.shipmentId()), asked)
        .map(then -> new PastStream(asked, today, then));
  }

  private Future<ShipmentStream> fold(ShipmentStream stream, Past asked) {
    return page(stream.shipmentId(), stream.version())
        .compose(
            page -> {
              ShipmentStream then = stream;
              for (StoredEvent event : page) {
                if (!asked.covers(event.version(), event.recordedAt())) {
                  return Future.succeededFuture(then);
                }
                if (event.version() > PointInTime.MAX_VERSION) {
                  return refused(asked, "is after more than 10000 events");
                }
                then = contexts.apply(then, event);
              }
              return page.size() < PAGE ? Future.succeededFuture(then) : fold(then, asked);
            });
  }

  /** Hands every event of a shipment on, in order, until one is not wanted. */
  Future<Void> scan(String shipmentId, int after, Predicate<StoredEvent> wanted) {
    return page(shipmentId, after)
        .compose(
            page -> {
              for (StoredEvent event : page) {
                if (!wanted.test(event)) {
                  return Future.succeededFuture();
                }
              }
              return page.size() < PAGE
                  ? Future.succeededFuture()
                  : scan(shipmentId, page.getLast().version(), wanted);
            });
  }

  private Future<List<StoredEvent>> page(String shipmentId, int after) {
    return readModels.events(shipmentId, after, PAGE).map(this::decoded);
  }

  private List<StoredEvent> decoded(List<HistoricEvent> page) {
    return page.stream().map(event -> codec.decode(event.value())).toList();
  }

  private static <T> Future<T> refused(Past asked, String detail) {
    return Future.failedFuture(
        Preconditions.refusal(List.of(Offence.in(asked.parameter(), detail))));
  }

  /** Sets the caching of an answer; true if the caller has it already, which is then told. */
  static boolean isKnown(Call call, PastStream past) {
    switch (past.asked()) {
      case AtVersion at -> {
        String tag = "\"" + at.version() + '"';
        call.response()
            .putHeader(HttpHeaders.ETAG, tag)
            .putHeader(HttpHeaders.CACHE_CONTROL, CACHED);
        if (Preconditions.isKnown(call.request(), tag)) {
          call.response().setStatusCode(304).end();
          return true;
        }
      }
      case At at ->
          call.response().putHeader(HttpHeaders.CACHE_CONTROL, isSettled(at) ? CACHED : NOT_CACHED);
    }
    return false;
  }
}
