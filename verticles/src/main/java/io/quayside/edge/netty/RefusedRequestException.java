package io.quayside.edge.netty;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** Why a request was refused while it was decoded. It has no stack trace, for it is an answer. */
public final class RefusedRequestException extends IllegalArgumentException {
  private final int status;
  private final String detail;

  private RefusedRequestException(HttpResponseStatus status, String detail) {
    super(detail);
    this.status = status.code();
    this.detail = detail;
  }

  static RefusedRequestException badRequest(String detail) {
    return new RefusedRequestException(HttpResponseStatus.BAD_REQUEST, detail);
  }

  static RefusedRequestException notImplemented(String detail) {
    return new RefusedRequestException(HttpResponseStatus.NOT_IMPLEMENTED, detail);
  }

  /** What is wrong with the request. */
  public String detail() {
    return detail;
  }

  /**
   * The HTTP status that answers a message whose decoding failed like this: 400 or a closer one.
   */
  public static int statusOf(@Nullable Throwable failure) {
    return switch (failure) {
      case RefusedRequestException refused -> refused.status;
      case TooLongHttpLineException line -> HttpResponseStatus.REQUEST_URI_TOO_LONG.code();
      case TooLongHttpHeaderException header ->
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.code();
      case null, default -> HttpResponseStatus.BAD_REQUEST.code();
    };
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
