package io.quayside.edge.query;

import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.edge.query.PastStreams.PastStream;
import io.quayside.edge.query.PointInTime.Past;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What queries of tenders and documents have in common. */
final class Answers {
  private Answers() {}

  /** The point in time that such a query asks for; other parameters are refused. */
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

  static void send(Call call, byte[] body) {
    call.response().putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON).end(Buffer.buffer(body));
  }
}
