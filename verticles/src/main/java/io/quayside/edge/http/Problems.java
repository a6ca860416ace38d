package io.quayside.edge.http;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.netty.RefusedRequestException;
import io.quayside.edge.netty.StrictRequestDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The one place where a refusal or a fault becomes a problem document (RFC 9457). */
public final class Problems {
  /** The media type of all other answers. */
  public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private static final CharSequence MEDIA_TYPE =
      HttpHeaders.createOptimized("application/problem+json");
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

  /** Retry-After of retryable problems, in seconds. */
  private static final CharSequence RETRY_SECONDS = HttpHeaders.createOptimized("1");

  private Problems() {}

  public static byte[] encode(Problem problem) {
    JsonWriter out = new JsonWriter(256);
    write(out, problem);
    return out.toBytes();
  }

  /**
   * The document with the ids of its answer. Those of 404 have none: what may not be seen is
   * answered with the same bytes as what does not exist.
   */
  private static byte[] encode(
      Problem problem, @Nullable String requestId, @Nullable String traceId) {
    JsonWriter out = new JsonWriter(256).beginObject();
    writeMembers(out, problem);
    if (problem.code().status() != 404) {
      if (requestId != null) {
        out.field("requestId", requestId);
      }
      if (traceId != null) {
        out.field("traceId", traceId);
      }
    }
    return out.endObject().toBytes();
  }

  /** Writes the document as a JSON object. */
  static void write(JsonWriter out, Problem problem) {
    out.beginObject();
    writeMembers(out, problem);
    out.endObject();
  }

  /** Writes the document's members into an object that may have more. */
  public static void writeMembers(JsonWriter out, Problem problem) {
    ProblemCode code = problem.code();
    out.field("type", "urn:quayside:problem:" + code.code())
        .field("title", code.title())
        .field("status", code.status())
        .field("detail", problem.detail())
        .field("code", code.code());
    if (!problem.errors().isEmpty()) {
      out.beginArray("errors");
      for (Offence offence : problem.errors()) {
        out.beginObject();
        out.field(offence.place().member(), offence.where());
        out.field("detail", offence.detail()).endObject();
      }
      out.endArray();
    }
    Problem.Extension extension = problem.extension();
    if (extension != null) {
      out.rawField(extension.name(), extension.json().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The problem of a message that the decoder has refused. */
  public static Problem ofUndecodable(@Nullable Throwable failure) {
    String detail =
        failure instanceof RefusedRequestException refused
            ? refused.detail()
            : "The request is not HTTP/1.1";
    return switch (RefusedRequestException.statusOf(failure)) {
      case 414 ->
          new Problem(
              ProblemCode.URI_TOO_LONG,
              "The request line may have " + StrictRequestDecoder.MAX_REQUEST_LINE + " bytes");
      case 431 ->
          new Problem(
              ProblemCode.HEADER_TOO_LARGE,
              "The header section may have " + StrictRequestDecoder.MAX_HEADER_SECTION + " bytes");
      case 501 -> new Problem(ProblemCode.NOT_IMPLEMENTED, detail);
      default -> new Problem(ProblemCode.BAD_REQUEST, detail);
    };
  }

  public static Problem badRequest() {
    return new Problem(ProblemCode.BAD_REQUEST, "The request is not well-formed");
  }

  public static Problem tooLarge(int maxBytes) {
    return new Problem(
        ProblemCode.PAYLOAD_TOO_LARGE, "The body may have " + maxBytes + " bytes at most");
  }

  /** Answers a request with a problem, if it can still be answered. */
  public static void send(HttpServerResponse response, Problem problem) {
    if (response.headWritten() || response.ended() || response.closed()) {
      return;
    }
    if (problem.code().retryable()) {
      retryLater(response);
    }
    String requestId = RequestIds.requestId(response.headers());
    String traceId = RequestIds.traceId(response.headers());
    RefusalLog.note(problem, requestId, traceId);
    send(response, problem.code().status(), encode(problem, requestId, traceId));
  }

  /** Adds Retry-After. */
  public static void retryLater(HttpServerResponse response) {
    response.putHeader(RETRY_AFTER, RETRY_SECONDS);
  }

  /** Answers a request with a document that has members of its own. */
  public static void send(HttpServerResponse response, int status, byte[] document) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .end(Buffer.buffer(document));
  }
}
