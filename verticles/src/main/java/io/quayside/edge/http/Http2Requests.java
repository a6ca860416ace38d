package io.quayside.edge.http;

import io.netty.handler.codec.TooLongFrameException;
import io.quayside.edge.netty.RefusedRequestException;
import io.quayside.edge.netty.RequestTarget;
import io.quayside.edge.netty.StrictRequestDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Requests over HTTP/2 in the form of those over HTTP/1.1, so that the rules that follow are the
 * same: {@code Host} names the authority, the target is checked, and an answer to a HEAD has the
 * length of its body instead of the body, which Vert.x would send.
 */
public final class Http2Requests {
  /** The bounds of a connection: a header section as in HTTP/1.1, and 100 requests at a time. */
  public static final Http2Settings SETTINGS =
      new Http2Settings()
          .setMaxHeaderListSize(StrictRequestDecoder.MAX_HEADER_SECTION)
          .setMaxConcurrentStreams(100);

  private Http2Requests() {}

  /** Whether a request came over HTTP/2. */
  public static boolean is(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2;
  }

  /** The request in the form of HTTP/1.1; itself if it came over that. */
  static HttpServerRequest normal(HttpServerRequest request) {
    if (!is(request)) {
      return request;
    }
    HostAndPort authority = request.authority();
    if (authority != null) {
      request.headers().set(HttpHeaders.HOST, text(authority));
    }
    return request.method().equals(HttpMethod.HEAD) ? withoutBody(request) : request;
  }

  private static String text(HostAndPort authority) {
    return authority.port() < 0 ? authority.host() : authority.host() + ':' + authority.port();
  }

  /** Refuses what the decoder of HTTP/1.1 would have refused; false if it was answered. */
  static boolean require(HttpServerRequest request) {
    if (!is(request)) {
      return true;
    }
    try {
      RequestTarget.requireOfHttp2(request.method().toNetty(), request.uri());
      return true;
    } catch (RefusedRequestException | TooLongFrameException refused) {
      Problems.send(request.response(), Problems.ofUndecodable(refused));
      return false;
    }
  }

  private static HttpServerRequest withoutBody(HttpServerRequest request) {
    HttpServerResponse response = bodiless(request.response());
    return proxy(
        HttpServerRequest.class,
        request,
        (method, arguments) -> method.getName().equals("response") ? response : null);
  }

  private static HttpServerResponse bodiless(HttpServerResponse response) {
    return proxy(
        HttpServerResponse.class,
        response,
        (method, arguments) ->
            switch (method.getName()) {
              case "end" -> end(response, arguments);
              case "write" -> Future.succeededFuture();
              default -> null;
            });
  }

  private static Future<Void> end(HttpServerResponse response, Object @Nullable [] arguments) {
    if (arguments != null && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      Buffer body =
          arguments[0] instanceof Buffer buffer ? buffer : Buffer.buffer((String) arguments[0]);
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    }
    return response.end();
  }

  /** The answer to a call that is not passed on; null for one that is. */
  @FunctionalInterface
  private interface Instead {
    @Nullable Object of(Method method, Object @Nullable [] arguments);
  }

  /** Passes calls on, but for some; what returns the object itself returns the proxy. */
  private static <T> T proxy(Class<T> type, T target, Instead instead) {
    return type.cast(
        Proxy.newProxyInstance(
            Http2Requests.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object own = instead.of(method, arguments);
              if (own != null) {
                return own;
              }
              try {
                Object result = method.invoke(target, arguments);
                return result == target ? self : result;
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            }));
  }
}
