package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.query.PointInTime.At;
import io.quayside.edge.query.PointInTime.AtVersion;
import io.quayside.edge.query.PointInTime.Newest;
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
import java.util.function.Consumer;
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
  private final Rights rights;
  private final EventCodec codec;
  private final ReadModels readModels;
  private final ShipmentQueries views;

  public PastStreams(Contexts contexts, ReadModels readModels, ShipmentQueries views) {
    this.contexts = contexts;
    this.rights = contexts.rights();
    this.codec = new EventCodec(contexts);
    this.readModels = readModels;
    this.views = views;
  }

  /**
   * A stream at some time.
   *
   * @param asked what was asked for
   * @param today the stream as it is now, for the rights of whoever asks
   * @param then the stream as it was, without events if it was not there yet
   */
  public record PastStream(PointInTime asked, ShipmentStream today, ShipmentStream then) {
    /** The newest state. */
    static PastStream newest(ShipmentStream today) {
      return new PastStream(new Newest(0), today, today);
    }

    /** Writes the member that says as of when an answer is; nothing for the newest state. */
    void writeAsOf(JsonWriter out) {
      if (asked instanceof Past past) {
        out.beginObject("asOf")
            .field("version", then.version())
            .field("recordedAt", then.updatedAt());
        past.write(out);
        out.endObject();
      }
    }
  }

  /**
   * The stream of a shipment that the principal may read today. Fails with {@code
   * shipment-not-found}, and with {@code validation-failed} for a version that is not there yet, or
   * for more events than one answer may fold.
   */
  Future<PastStream> stream(Principal principal, String shipmentId, PointInTime asked) {
    return stream(
        principal,
        shipmentId,
        asked,
        stream -> rights.mayRead(principal, stream),
        stream -> {
          if (!rights.mayRead(principal, stream)) {
            throw Rights.NO_SHIPMENT.toException();
          }
        });
  }

  /**
   * The stream of a shipment at some time.
   *
   * @param shows whether a state has what is asked for, as {@link ShipmentQueries#shipment}
   * @param judge throws what the principal is refused because of today's state
   */
  Future<PastStream> stream(
      Principal principal,
      String shipmentId,
      PointInTime asked,
      Predicate<ShipmentStream> shows,
      Consumer<ShipmentStream> judge) {
    return switch (asked) {
      case Newest newest ->
          views
              .shipment(principal, shipmentId, newest.minVersion(), shows)
              .map(view -> judged(view.stream(), judge))
              .map(PastStream::newest);
      case AtVersion at ->
          reach(principal, shipmentId, at.version(), shows)
              .map(view -> judged(view.stream(), judge))
              .compose(
                  today ->
                      today.version() < at.version()
                          ? refused(at, "must not be above the current version")
                          : folded(today, at));
      case At at ->
          // What is confirmed may be on its way into the read model.
          reach(principal, shipmentId, isSettled(at) ? 0 : Integer.MAX_VALUE, shows)
              .map(view -> judged(view.stream(), judge))
              .compose(today -> folded(today, at));
    };
  }

  private static ShipmentStream judged(ShipmentStream today, Consumer<ShipmentStream> judge) {
    judge.accept(today);
    return today;
  }

  /**
   * The shipment in a version at least, if its log has that; else as it is. Fails as {@link
   * ShipmentQueries#shipment}.
   */
  Future<ShipmentView> reach(Principal principal, String shipmentId, int version) {
    return reach(principal, shipmentId, version, stream -> rights.mayRead(principal, stream))
        .compose(
            view ->
                rights.mayRead(principal, view.stream())
                    ? Future.succeededFuture(view)
                    : Future.failedFuture(Rights.NO_SHIPMENT.toException()));
  }

  /**
   * Waits for what the shard has confirmed, where the principal knows of the shipment. The shard is
   * asked on behalf of the tenant: the confirmed version may be one that the principal may not read
   * any more, as a carrier whose tender has just failed. The right is judged on the view reached.
   */
  private Future<ShipmentView> reach(
      Principal principal, String shipmentId, int version, Predicate<ShipmentStream> shows) {
    return views
        .shipment(principal, shipmentId, 0, shows)
        .compose(
            view ->
                view.version() >= version || !knows(principal, view.stream(), shows)
                    ? Future.succeededFuture(view)
                    : views
                        .version(
                            Principal.saga(view.stream().tenant()),
                            shipmentId,
                            version == Integer.MAX_VALUE ? 0 : version)
                        .compose(
                            confirmed -> views.await(shipmentId, Math.min(version, confirmed))));
  }

  private boolean knows(
      Principal principal, ShipmentStream stream, Predicate<ShipmentStream> shows) {
    return shows.test(stream) || rights.mayRead(principal, stream);
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
  static boolean isKnown(Call call, Past asked) {
    switch (asked) {
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
