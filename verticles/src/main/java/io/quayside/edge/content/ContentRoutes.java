package io.quayside.edge.content;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.documentation.Content;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code PUT} and {@code GET /v1/documents/{sha256}}. */
public final class ContentRoutes {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final CharSequence ATTACHMENT = HttpHeaders.createOptimized("attachment");
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence SANDBOX = HttpHeaders.createOptimized("sandbox");

  private final Contents contents;

  public ContentRoutes(Contents contents) {
    this.contents = contents;
  }

  /** Stores the body under its hash. */
  public void put(Call call) {
    ContentType type = ContentType.of(call.request().getHeader(HttpHeaders.CONTENT_TYPE));
    if (type == null) {
      throw new Problem(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Contents of this media type are not stored")
          .toException();
    }
    String length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && Long.parseLong(length) > contents.maxBytes()) {
      throw Problems.tooLarge(contents.maxBytes()).toException();
    }
    String sha256 = call.pathParam("sha256");
    List<Offence> offences = new ArrayList<>(0);
    if (!SHA_256.matcher(sha256).matches()) {
      offences.add(Offence.in("sha256", "must be 64 lower-case hexadecimal digits"));
    }
    Preconditions.noParameters(call.query(), Set.of(), offences);
    if (!call.hasBody()) {
      offences.add(ContentUpload.EMPTY);
    }
    if (length != null || !call.hasBody()) {
      Preconditions.refuse(offences);
    }
    take(call);
    new ContentUpload(call, contents, type, sha256, offences).start();
  }

  /** Shows a content to those who may see it. */
  public void show(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
    String sha256 = call.pathParam("sha256");
    if (!SHA_256.matcher(sha256).matches()) {
      throw ContentDownload.notFound();
    }
    contents
        .store()
        .find(call.principal(), sha256)
        .onComplete(content -> show(call, content), call::fail);
  }

  private void show(Call call, @Nullable Content content) {
    if (content == null) {
      call.fail(ContentDownload.notFound());
      return;
    }
    String etag = '"' + content.sha256() + '"';
    HttpServerResponse response = call.response();
    if (Preconditions.isKnown(call.request(), etag)) {
      response.putHeader(HttpHeaders.ETAG, etag).setStatusCode(304).end();
      return;
    }
    if (call.isHead()) {
      writeHead(response, content, etag);
      response.end();
      return;
    }
    try {
      take(call);
    } catch (RuntimeException overloaded) {
      call.fail(overloaded);
      return;
    }
    new ContentDownload(call, contents.store(), content, () -> writeHead(response, content, etag))
        .start();
  }

  private static void writeHead(HttpServerResponse response, Content content, String etag) {
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, content.mediaType())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.sizeBytes()))
        .putHeader(HttpHeaderNames.CONTENT_DISPOSITION, ATTACHMENT)
        .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF)
        .putHeader(HttpHeaderNames.CONTENT_SECURITY_POLICY, SANDBOX)
        .putHeader(HttpHeaders.ETAG, etag);
  }

  /** Counts a transfer until its answer has ended. */
  private void take(Call call) {
    if (!contents.transfers().tryAcquire()) {
      contents.overflow().accept("transfers");
      throw new Problem(ProblemCode.OVERLOADED, "Too many contents are being transferred")
          .toException();
    }
    call.onEnd(contents.transfers()::release);
  }
}
