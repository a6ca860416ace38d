package io.quayside.edge.web;

import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.edge.web.Documents.Document;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CSPHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Serves documents and pages through vertx-web's router, behind the checks of {@link
 * io.quayside.edge.http.Dispatcher}. The operations of the interface do not come here: a routing
 * context costs more than the rest of a single position's way through the edge (decision 11).
 * Confined to one event loop.
 */
public final class WebRouter implements Handler<Call> {
  /** With a weight that is not zero, or none (RFC 9110, 12.5.3). */
  private static final Pattern GZIP =
      Pattern.compile("(?i)\\s*gzip\\s*(;\\s*q\\s*=\\s*(1(\\.0*)?|0\\.0*[1-9][0-9]*)\\s*)?");

  private final Documents documents;
  private final Router router;

  public WebRouter(Vertx vertx, Documents documents) {
    this.documents = documents;
    this.router = Router.router(vertx);
    router.route().handler(WebRouter::noSniffing).failureHandler(WebRouter::failed);
    router.route("/docs").handler(contentSecurityPolicy());
    router.route("/").handler(this::pagePolicy);
    router.route().handler(this::document);
    router.errorHandler(404, WebRouter::notFound);
  }

  /** Swagger UI sets styles on its elements; everything else comes from here, or not at all. */
  private static CSPHandler contentSecurityPolicy() {
    return CSPHandler.create()
        .setDirective("default-src", "none")
        .setDirective("script-src", "self")
        .setDirective("style-src", "'self' 'unsafe-inline'")
        .setDirective("img-src", "'self' data:")
        .setDirective("connect-src", "self")
        .setDirective("base-uri", "none")
        .setDirective("form-action", "none")
        .setDirective("frame-ancestors", "none");
  }

  private void pagePolicy(RoutingContext context) {
    context.response().putHeader("Content-Security-Policy", documents.pagePolicy());
    context.next();
  }

  /** The start of the web page: an OpenID provider sends visitors back with parameters. */
  public void page(Call call) {
    router.handle(call.request());
  }

  @Override
  public void handle(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
    router.handle(call.request());
  }

  private static void noSniffing(RoutingContext context) {
    context.response().putHeader("X-Content-Type-Options", "nosniff");
    context.next();
  }

  private void document(RoutingContext context) {
    String path = context.normalizedPath();
    Document document =
        documents.at(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    if (document == null) {
      context.next();
      return;
    }
    Buffer gzip = takesGzip(context.request()) ? document.gzip() : null;
    String tag = gzip == null ? document.tag() : document.gzipTag();
    context
        .response()
        .putHeader(HttpHeaders.ETAG, tag)
        // Caches must revalidate, so that a new version is shown at once.
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (document.gzip() != null) {
      // The origin may stand there already.
      context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }
    if (Preconditions.isKnown(context.request(), tag)) {
      context.response().setStatusCode(304).end();
      return;
    }
    if (gzip != null) {
      context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, document.mediaType())
        .end(gzip == null ? document.bytes() : gzip);
  }

  /** Whether one of the accepted codings is gzip, and not with a weight of zero. */
  static boolean takesGzip(HttpServerRequest request) {
    for (String field : request.headers().getAll(HttpHeaders.ACCEPT_ENCODING)) {
      for (String coding : field.split(",", -1)) {
        if (GZIP.matcher(coding).matches()) {
          return true;
        }
      }
    }
    return false;
  }

  private static void notFound(RoutingContext context) {
    Problems.send(
        context.response(), new Problem(ProblemCode.NOT_FOUND, "The page has no such file"));
  }

  private static void failed(RoutingContext context) {
    Problems.send(context.response(), Faults.toProblem(context.failure()));
  }
}
