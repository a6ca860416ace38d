package io.quayside.edge.web;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Gzip;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.schema.EventSchema;
import io.quayside.schema.SchemaCatalog;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Serves the JSON Schemas of the event types. */
public final class SchemaRoutes {
  private static final String MEDIA_TYPE = "application/schema+json";

  private final SchemaCatalog catalog;

  public SchemaRoutes(SchemaCatalog catalog) {
    this.catalog = catalog;
  }

  /** {@code GET /v1/schemas} */
  public void list(Call call) {
    refuseParameters(call);
    send(call, catalog.listTag(), Problems.JSON, catalog.list());
  }

  /** {@code GET /v1/schemas/{type}} */
  public void show(Call call) {
    refuseParameters(call);
    EventSchema schema = catalog.of(call.pathParam("type"));
    if (schema == null) {
      throw new Problem(ProblemCode.SCHEMA_NOT_FOUND, "No event type has this name").toException();
    }
    if (!catalog.isNewest(schema)) {
      call.response()
          .putHeader(
              "Link",
              "</v1/schemas/" + catalog.newestOf(schema).type() + ">; rel=\"latest-version\"");
    }
    send(call, schema.tag(), MEDIA_TYPE, schema.bytes());
  }

  private static void refuseParameters(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
  }

  private static void send(Call call, String tag, CharSequence mediaType, byte[] body) {
    // Strong tags tell bytes apart: compressed ones have one of their own.
    String compressed = tag.substring(0, tag.length() - 1) + "-gzip\"";
    call.response()
        .putHeader(HttpHeaders.ETAG, Gzip.isChosen(call, body) ? compressed : tag)
        // Caches must revalidate, so that a new version is shown at once.
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (Preconditions.isKnown(call.request(), tag)
        || Preconditions.isKnown(call.request(), compressed)) {
      Gzip.vary(call, body);
      call.response().setStatusCode(304).end();
    } else {
      call.response().putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
      Gzip.send(call, body);
    }
  }
}
