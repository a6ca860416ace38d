package io.quayside.edge.admin;

import io.quayside.admin.AdminObject;
import io.quayside.admin.ObjectState;
import io.quayside.admin.ObjectState.Present;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Gzip;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A request to the administration: what all of its operations read and answer in the same way. */
final class AdminCall {
  private static final int MAX_PAGE = 200;

  /** A page ends with the object that makes it this long. */
  private static final int MAX_PAGE_BYTES = 4 * 1024 * 1024;

  private static final int PAGE = 50;

  private final Call call;
  private final List<Offence> offences = new ArrayList<>(0);

  AdminCall(Call call) {
    this.call = call;
  }

  /** The offences of headers, path and query; refused with those of the body. */
  List<Offence> offences() {
    return offences;
  }

  /** The members of the body; none where there is no body. */
  Map<String, Object> body() {
    Buffer body = call.body();
    return body == null ? Map.of() : Json.parseObject(body.getBytes());
  }

  String path(String parameter) {
    return call.pathParam(parameter);
  }

  /** Notes the offences of a query that must have no parameters. */
  void noQuery() {
    Preconditions.noParameters(call.query(), Set.of(), offences);
  }

  /** The version that If-Match asks for, or null. */
  @Nullable Integer ifMatch() {
    return Preconditions.ifMatch(call.request(), offences);
  }

  /** Throws a refusal if there are offences. */
  void refuse() {
    Preconditions.refuse(offences);
  }

  /** As {@link #refuse}, of a request whose body must have no members. */
  void refuseWith(Map<String, Object> body) {
    Preconditions.parsed(
        offences,
        () -> {
          new RequestFields(body).verify();
          return body;
        });
  }

  /** The parameters of the query. */
  MultiMap query() {
    return call.query();
  }

  /** Who makes the request. */
  Principal principal() {
    return call.principal();
  }

  /** The tenant acted in. */
  String tenant() {
    return call.principal().tenant();
  }

  /** Throws {@code forbidden} unless the caller may act in every tenant. */
  void requireAllTenants() {
    if (!call.principal().allTenants()) {
      throw new Problem(ProblemCode.FORBIDDEN, "Only an operator of all tenants may do this")
          .toException();
    }
  }

  /** Who acts, for the audit. */
  String caller() {
    return call.principal().caller();
  }

  /** Writes texts in one fixed order. */
  static void texts(JsonWriter out, String name, Collection<String> texts) {
    out.beginArray(name);
    texts.stream().sorted().forEach(out::value);
    out.endArray();
  }

  /** What a state is, if it is an object of the tenant. Throws {@code not-found} otherwise. */
  static <T extends AdminObject> Present<T> found(ObjectState<T> state, String tenant) {
    if (state instanceof Present<T> present && present.object().tenant().equals(tenant)) {
      return present;
    }
    throw new Problem(ProblemCode.NOT_FOUND, "There is no such object").toException();
  }

  /** Throws {@code version-mismatch} if a version is asked for that is not the current one. */
  static void requireVersion(@Nullable Integer ifMatch, int current) {
    if (ifMatch != null && ifMatch != current) {
      throw new Problem(ProblemCode.VERSION_MISMATCH, "The current version is " + current)
          .toException();
    }
  }

  /** Answers with an object that may be kept by nobody, for it may hold a secret. */
  void send(int status, int version, JsonWriter object) {
    HttpServerResponse response = call.response();
    response.setStatusCode(status).putHeader(HttpHeaders.ETAG, "\"" + version + "\"");
    send(object);
  }

  void location(String location) {
    call.response().putHeader(HttpHeaders.LOCATION, location);
  }

  void sendNothing() {
    call.response().setStatusCode(204).end();
  }

  void fail(Throwable failure) {
    call.fail(failure);
  }

  /** Answers with a JSON object that has no version. */
  void send(int status, JsonWriter body) {
    call.response().setStatusCode(status);
    send(body);
  }

  private void send(JsonWriter body) {
    call.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Gzip.send(call, body.toBytes());
  }

  /**
   * Answers with a page of objects in the order of their ids, as the query asks for it.
   *
   * @param isId whether a text may be an id, as {@code after} must be
   */
  <T> void sendPage(
      NavigableMap<String, T> objects, Predicate<String> isId, BiConsumer<JsonWriter, T> write) {
    MultiMap query = call.query();
    Preconditions.noParameters(query, Set.of("limit", "after"), offences);
    int limit = Preconditions.number(query, "limit", 1, MAX_PAGE, PAGE, offences);
    String after = query.get("after");
    if (after != null && !isId.test(after)) {
      offences.add(Offence.in("after", "must be the next of an earlier answer"));
    }
    refuse();
    NavigableMap<String, T> rest = after == null ? objects : objects.tailMap(after, false);
    JsonWriter out = new JsonWriter(4_096).beginObject().beginArray("items");
    Iterator<Map.Entry<String, T>> next = rest.entrySet().iterator();
    String last = null;
    for (int count = 0; count < limit && next.hasNext() && out.length() < MAX_PAGE_BYTES; count++) {
      Map.Entry<String, T> entry = next.next();
      write.accept(out, entry.getValue());
      last = entry.getKey();
    }
    out.endArray();
    if (last != null && next.hasNext()) {
      out.field("next", last);
    }
    send(out.endObject());
  }
}
