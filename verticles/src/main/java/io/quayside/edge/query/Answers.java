package io.quayside.edge.query;

import io.quayside.common.problem.Problem.Offence;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What queries of tenders and documents have in common. */
final class Answers {
  private Answers() {}

  /** The only parameter of such a query, 0 if absent; all others are refused. */
  static int minVersion(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of("min-version"), offences);
    int minVersion =
        Preconditions.number(call.query(), "min-version", 0, Integer.MAX_VALUE, 0, offences);
    Preconditions.refuse(offences);
    return minVersion;
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

  static void send(Call call, byte[] body) {
    call.response().putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON).end(Buffer.buffer(body));
  }
}
