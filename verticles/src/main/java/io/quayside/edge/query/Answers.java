package io.quayside.edge.query;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Gzip;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.edge.query.PastStreams.PastStream;
import io.quayside.edge.query.PointInTime.Past;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What queries have in common. */
final class Answers {
  private Answers() {}

  /** The point in time that a query asks for that has no other parameters. */
  static PointInTime pointInTime(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), PointInTime.PARAMETERS, offences);
    PointInTime point = PointInTime.of(call.query(), Instant.now(), offences);
    Preconditions.refuse(offences);
    return point;
  }

  /** Refuses a time before the booking. */
  static void requireBooked(ShipmentStream then) {
    if (then.version() == 0) {
      throw Rights.NO_SHIPMENT.toException();
    }
  }

  /** A parameter that is one of an enum's names, or null. */
  static <E extends Enum<E>> @Nullable E choice(
      MultiMap query, String name, Class<E> type, List<Offence> offences) {
    String given = query.get(name);
    if (given == null) {
      return null;
    }
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(given)) {
        return each;
      }
    }
    offences.add(Offence.in(name, "must be one of " + Arrays.toString(type.getEnumConstants())));
    return null;
  }

  /**
   * A page of a list: what was found, which is one more than the limit where there is a next page.
   *
   * @param itemBytes about how many bytes an item takes
   * @param writer writes an item
   * @param cursor the text of the cursor behind an item
   */
  static <T> byte[] page(
      List<T> found,
      int limit,
      int itemBytes,
      BiConsumer<JsonWriter, T> writer,
      Function<T, String> cursor) {
    List<T> items = found.subList(0, Math.min(found.size(), limit));
    JsonWriter out = new JsonWriter(itemBytes * (items.size() + 1));
    out.beginObject().beginArray("items");
    items.forEach(item -> writer.accept(out, item));
    out.endArray();
    if (found.size() > limit) {
      out.field("next", CursorForm.write(cursor.apply(items.getLast())));
    }
    return out.endObject().toBytes();
  }

  /**
   * Answers with a body, or with 304 if the caller has it. The weak tag is made of the body, for
   * what a shipment's version shows depends on who asks.
   */
  static void sendTagged(Call call, byte[] body) {
    CRC32C checksum = new CRC32C();
    checksum.update(body);
    String etag = "W/\"" + body.length + '-' + Long.toHexString(checksum.getValue()) + '"';
    call.response().putHeader(HttpHeaders.ETAG, etag);
    if (Preconditions.isKnown(call.request(), etag)) {
      call.response().setStatusCode(304).end();
    } else {
      send(call, body);
    }
  }

  /** Answers with what a stream shows at some time, with the caching of that time. */
  static void send(Call call, PastStream stream, byte[] body) {
    if (stream.asked() instanceof Past past) {
      if (!PastStreams.isKnown(call, past)) {
        send(call, body);
      }
    } else {
      sendTagged(call, body);
    }
  }

  /** Answers with a body, compressed where it is worth it and the client takes gzip. */
  static void send(Call call, byte[] body) {
    call.response().putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON);
    Gzip.send(call, body);
  }
}
