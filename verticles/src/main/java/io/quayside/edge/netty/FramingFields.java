package io.quayside.edge.netty;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;
import static io.netty.handler.codec.http.HttpHeaderValues.CHUNKED;
import static io.netty.handler.codec.http.HttpHeaderValues.CLOSE;
import static io.netty.handler.codec.http.HttpHeaderValues.KEEP_ALIVE;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * The fields of one request that say where it goes, where it ends, and whether another one follows
 * (RFC 9112, 3.2, 6 and 9). They are counted while they are read and judged when all are there.
 */
final class FramingFields {
  private int hosts;
  private int lengths;
  private int codings;
  private int connections;
  private int webSocketKeys;
  private int upgrades;

  /** Begins another request. */
  void clear() {
    hosts = 0;
    lengths = 0;
    codings = 0;
    connections = 0;
    webSocketKeys = 0;
    upgrades = 0;
  }

  /** Counts a field; its name is one of {@link FieldNames}. */
  @SuppressWarnings("ReferenceEquality") // these names are one object each
  void add(AsciiString name) {
    if (name == HOST) {
      hosts++;
    } else if (name == CONTENT_LENGTH) {
      lengths++;
    } else if (name == CONNECTION) {
      connections++;
    } else if (name == TRANSFER_ENCODING) {
      codings++;
    } else if (name == FieldNames.WEB_SOCKET_KEY_1 || name == FieldNames.WEB_SOCKET_KEY_2) {
      webSocketKeys++;
    } else if (name == UPGRADE) {
      upgrades++;
    }
  }

  /** Refuses the request whose fields these are, unless there is one way only to read it. */
  void require(HttpRequest request) {
    HttpHeaders headers = request.headers();
    boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    requireHost(headers, old);
    if (lengths > 1) {
      throw RefusedRequestException.badRequest("There is more than one Content-Length");
    }
    if (codings > 0) {
      requireChunked(headers, old);
    }
    if (webSocketKeys > 0) {
      // With them the decoder takes the next eight bytes for a body, as an old draft said.
      throw RefusedRequestException.badRequest("This version of WebSocket is not known");
    }
    if (connections > 0) {
      readConnection(headers, old);
    }
  }

  /** Whether the request whose fields these are asks for a WebSocket. */
  boolean askForWebSocket(HttpRequest request) {
    return upgrades > 0
        && FieldLists.contain(request.headers().getAll(UPGRADE), HttpHeaderValues.WEBSOCKET);
  }

  private void requireHost(HttpHeaders headers, boolean old) {
    if (hosts > 1) {
      throw RefusedRequestException.badRequest("There is more than one Host");
    }
    if (hosts == 0) {
      if (!old) {
        throw RefusedRequestException.badRequest("There is no Host");
      }
    } else if (!Authority.isWellFormed(headers.get(HOST))) {
      throw RefusedRequestException.badRequest("Host is ill-formed");
    }
  }

  private void requireChunked(HttpHeaders headers, boolean old) {
    if (lengths > 0) {
      throw RefusedRequestException.badRequest("Both Transfer-Encoding and Content-Length");
    }
    if (old) {
      throw RefusedRequestException.badRequest("HTTP/1.0 has no Transfer-Encoding");
    }
    if (codings > 1) {
      throw RefusedRequestException.badRequest("There is more than one Transfer-Encoding");
    }
    String coding = headers.get(TRANSFER_ENCODING);
    if (!CHUNKED.contentEqualsIgnoreCase(coding)) {
      throw unknownCoding(coding);
    }
  }

  /** An unknown coding is one thing, a list that does not end with the one chunked another. */
  private static RefusedRequestException unknownCoding(String codings) {
    String[] names = codings.split(",", -1);
    for (int i = 0; i < names.length; i++) {
      String name = names[i].split(";", 2)[0].strip();
      boolean last = i == names.length - 1;
      if (name.isEmpty()
          || (CHUNKED.contentEqualsIgnoreCase(name)
              && !(last && names.length > 1 && names[i].indexOf(';') < 0))) {
        return RefusedRequestException.badRequest("chunked must be the last coding, and once");
      }
    }
    return RefusedRequestException.notImplemented("chunked is the only transfer coding here");
  }

  /**
   * Makes the option that decides about the connection a field of its own: Vert.x compares whole
   * fields. {@code close} wins.
   */
  private void readConnection(HttpHeaders headers, boolean old) {
    String first = headers.get(CONNECTION);
    if (connections == 1 && first.indexOf(',') < 0) {
      return;
    }
    List<String> fields = headers.getAll(CONNECTION);
    if (FieldLists.contain(fields, CLOSE)) {
      headers.add(CONNECTION, CLOSE);
      if (old) {
        headers.set(CONNECTION, CLOSE);
      }
    } else if (old && FieldLists.contain(fields, KEEP_ALIVE)) {
      headers.add(CONNECTION, KEEP_ALIVE);
    }
  }
}
