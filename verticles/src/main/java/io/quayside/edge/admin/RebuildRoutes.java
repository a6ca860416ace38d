package io.quayside.edge.admin;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Access;
import io.quayside.edge.http.Operation;
import io.quayside.edge.http.Operation.Body;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Route;
import io.quayside.readmodel.Generation.State;
import io.quayside.readmodel.Generation.SwitchMode;
import io.quayside.readmodel.Rebuilds;
import io.quayside.readmodel.Rebuilds.Described;
import io.quayside.readmodel.ShardProgress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The routes of rebuilds of the read models, on the management port. */
public final class RebuildRoutes {
  private static final Operation START = operation("startRebuild", "POST", "/rebuilds", Body.JSON);
  private static final Operation LIST = operation("listRebuilds", "GET", "/rebuilds", Body.NONE);
  private static final Operation SHOW =
      operation("showRebuild", "GET", "/rebuilds/:generation", Body.NONE);
  private static final Operation DROP =
      operation("dropRebuild", "DELETE", "/rebuilds/:generation", Body.OPTIONAL_JSON);
  private static final Operation SWITCH =
      operation("switchRebuild", "POST", "/rebuilds/:generation/switch", Body.JSON);

  /** The operations of the routes. */
  public static final List<Operation> OPERATIONS = List.of(START, LIST, SHOW, DROP, SWITCH);

  private static final int MAX_PER_SECOND = 1_000_000;
  private static final int PER_SECOND = 20_000;
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  private final Rebuilds rebuilds;
  private final Context context;

  private record Wanted(int perSecond, SwitchMode mode) {}

  private RebuildRoutes(Rebuilds rebuilds, Context context) {
    this.rebuilds = rebuilds;
    this.context = context;
  }

  private static Operation operation(String id, String method, String path, Body body) {
    return new Operation(id, method, path, body, Access.ALL_TENANTS);
  }

  /** The routes for calls on a context. */
  public static List<Route> all(Rebuilds rebuilds, Context context) {
    RebuildRoutes routes = new RebuildRoutes(rebuilds, context);
    return List.of(
        route(START, routes::start),
        route(LIST, routes::list),
        route(SHOW, routes::show),
        route(DROP, routes::drop),
        route(SWITCH, routes::switchOver));
  }

  private static Route route(Operation operation, Consumer<AdminCall> answer) {
    return new Route(operation, call -> answer.accept(new AdminCall(call)));
  }

  private void start(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    Wanted wanted = Preconditions.parsed(call.offences(), () -> parse(body));
    await(
        call,
        rebuilds.begin(wanted.perSecond, wanted.mode),
        started -> {
          call.location("/rebuilds/" + started.generation().number());
          call.send(202, json(started));
        });
  }

  private static Wanted parse(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    Integer perSecond = fields.optionalInteger("perSecond", 1, MAX_PER_SECOND);
    SwitchMode mode =
        fields.has("switch")
            ? fields.optionalChoice("switch", SwitchMode.class)
            : SwitchMode.MANUAL;
    fields.verify();
    return new Wanted(perSecond == null ? PER_SECOND : perSecond, mode);
  }

  private void list(AdminCall call) {
    call.noQuery();
    call.refuse();
    await(
        call,
        rebuilds.all(),
        all -> {
          JsonWriter out =
              new JsonWriter(1_024)
                  .beginObject()
                  .field("current", current(all))
                  .beginArray("items");
          all.forEach(one -> write(out.beginObject(), one).endObject());
          call.send(200, out.endArray().endObject());
        });
  }

  private static int current(List<Described> all) {
    return all.stream()
        .map(Described::generation)
        .filter(one -> one.state() == State.CURRENT)
        .findFirst()
        .orElseThrow()
        .number();
  }

  private void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    await(call, rebuilds.one(number(call)), one -> call.send(200, json(one)));
  }

  private void switchOver(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    call.refuseWith(body);
    await(call, rebuilds.switchTo(number(call)), one -> call.send(200, json(one)));
  }

  private void drop(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    call.refuseWith(body);
    await(call, rebuilds.remove(number(call)), v -> call.sendNothing());
  }

  /** What is no number of a generation is a generation that there is not. */
  private static int number(AdminCall call) {
    String text = call.path("generation");
    if (!NUMBER.matcher(text).matches()) {
      throw new Problem(ProblemCode.NOT_FOUND, "There is no such generation").toException();
    }
    return Integer.parseInt(text);
  }

  private static JsonWriter json(Described one) {
    return write(new JsonWriter(1_024).beginObject(), one).endObject();
  }

  private static JsonWriter write(JsonWriter out, Described one) {
    out.field("generation", one.generation().number())
        .field("state", one.generation().state().name())
        .field("startedAt", one.generation().startedAt())
        .optional("switchedAt", one.generation().switchedAt())
        .optional("error", one.generation().error())
        .field("perSecond", one.generation().perSecond())
        .field("recordsPerSecond", one.perSecond());
    Long etaSeconds = one.etaSeconds();
    if (etaSeconds != null) {
      out.field("etaSeconds", etaSeconds);
    }
    out.beginArray("shards");
    one.shards().forEach(shard -> write(out, shard));
    return out.endArray();
  }

  private static void write(JsonWriter out, ShardProgress shard) {
    out.beginObject().field("shard", shard.shard()).field("state", shard.state());
    out.beginObject("events")
        .field("next", shard.eventsNext())
        .field("end", shard.eventsEnd())
        .endObject();
    out.beginObject("positions")
        .field("next", shard.positionsNext())
        .field("end", shard.positionsEnd())
        .endObject();
    out.endObject();
  }

  private <T> void await(AdminCall call, Future<T> future, Consumer<T> answer) {
    Replies.await(context, call, future, answer);
  }
}
