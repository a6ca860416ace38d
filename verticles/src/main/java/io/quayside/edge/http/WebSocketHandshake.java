package io.quayside.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.netty.FieldLists;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The request that makes a connection a WebSocket (RFC 6455, 4.2.1). */
public final class WebSocketHandshake {
  public static final String SUBPROTOCOL = "quayside.v1";

  private static final String VERSION = "13";
  private static final String UPGRADE = "Upgrade";
  private static final String WEB_SOCKET = "websocket";

  private WebSocketHandshake() {}

  /**
   * Refuses a request that is no handshake, or offers only other subprotocols. Joins lists that
   * came in several fields into one field, since Vert.x reads the first only.
   */
  public static void require(Call call) {
    MultiMap headers = call.request().headers();
    List<String> offered = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    if (call.isHead() || !isUpgrade(call)) {
      throw upgradeRequired(call.response());
    }
    if (call.hasBody()) {
      throw new Problem(ProblemCode.BAD_REQUEST, "A handshake has no body").toException();
    }
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    if (!isNonce(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
      offences.add(Offence.in("Sec-WebSocket-Key", "must be 16 bytes in base 64"));
    }
    if (!offered.stream().allMatch(String::isBlank) && !offersOurs(offered)) {
      offences.add(Offence.in("Sec-WebSocket-Protocol", "must offer " + SUBPROTOCOL));
    }
    Preconditions.refuse(offences);
    headers.set(HttpHeaders.CONNECTION, UPGRADE);
    headers.set(HttpHeaders.UPGRADE, WEB_SOCKET);
    if (offered.size() > 1) {
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(",", offered));
    }
  }

  private static boolean isUpgrade(Call call) {
    MultiMap headers = call.request().headers();
    return call.request().version() == HttpVersion.HTTP_1_1
        && FieldLists.contain(headers.getAll(HttpHeaders.UPGRADE), WEB_SOCKET)
        && FieldLists.contain(headers.getAll(HttpHeaders.CONNECTION), UPGRADE)
        && VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
  }

  private static RuntimeException upgradeRequired(HttpServerResponse response) {
    response.putHeader(HttpHeaders.UPGRADE, WEB_SOCKET);
    response.putHeader(HttpHeaders.CONNECTION, UPGRADE);
    response.putHeader(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
    return new Problem(
            ProblemCode.UPGRADE_REQUIRED, "Ask for an upgrade to WebSocket, version " + VERSION)
        .toException();
  }

  private static boolean isNonce(@Nullable String key) {
    return key != null && key.matches("[A-Za-z0-9+/]{22}==");
  }

  private static boolean offersOurs(List<String> fields) {
    return fields.stream()
        .flatMap(field -> Arrays.stream(field.split(",", -1)))
        .anyMatch(offered -> offered.strip().equals(SUBPROTOCOL));
  }
}
