package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.EventForm;
import io.quayside.domain.Viewer;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneJson;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.query.PastStreams.PastStream;
import io.quayside.edge.query.PointInTime.At;
import io.quayside.edge.query.PointInTime.Past;
import io.quayside.log.envelope.EventCodec;
import io.quayside.readmodel.History;
import io.quayside.readmodel.History.Recorded;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.ShipmentView;
import io.quayside.readmodel.StreamHistory;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the history of a shipment answers: its state in the past, its journey, an event's cause. */
public final class HistoryRoutes {
  private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");

  /** The command id that the booking process gives to the command of a rule. */
  private static final Pattern OF_A_RULE = Pattern.compile("[0-9A-Z]{26}-saga\\.(.+)");

  private static final Problem NO_VERSION =
      new Problem(ProblemCode.NOT_FOUND, "The shipment has no such version");

  private final Contexts contexts;
  private final EventCodec codec;
  private final History history;
  private final StreamHistory streams;
  private final ShipmentQueries views;
  private final PastStreams past;

  public HistoryRoutes(
      Contexts contexts, ReadModels readModels, ShipmentQueries views, PastStreams past) {
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
    this.history = new History(readModels);
    this.streams = new StreamHistory(readModels, contexts);
    this.views = views;
    this.past = past;
  }

  /** Answers {@code GET /v1/shipments/{id}} of the past. */
  void shipment(Call call, String id, Past asked) {
    past.stream(call.principal(), id, asked)
        .compose(stream -> view(stream))
        .onComplete(shown -> send(call, shown), call::fail);
  }

  /** A past stream and the newest position of its time. */
  private record Shown(PastStream past, byte @Nullable [] lastPosition) {}

  private Future<Shown> view(PastStream stream) {
    ShipmentStream then = stream.then();
    if (then.version() == 0) {
      return Future.failedFuture(Rights.NO_SHIPMENT.toException());
    }
    return stream.asked() instanceof At at
        ? history
            .lastPosition(then.shipmentId(), at.time())
            .map(position -> new Shown(stream, position))
        : Future.succeededFuture(new Shown(stream, null));
  }

  private static void send(Call call, Shown shown) {
    if (shown.past.asked() instanceof Past asked && PastStreams.isKnown(call, asked)) {
      return;
    }
    ShipmentView view = new ShipmentView(shown.past.then(), shown.lastPosition, -1);
    JsonWriter out = new JsonWriter(1024).beginObject();
    ShipmentQueries.writeMembers(out, view);
    shown.past.writeAsOf(out);
    Answers.send(call, out.endObject().toBytes());
  }

  /** {@code GET /v1/shipments/{id}/journey}: all milestones in the order in which they happened. */
  public void journey(Call call) {
    refuseParameters(call);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    List<StoredEvent> milestones = new ArrayList<>();
    views
        .shipment(call.principal(), id, 0)
        .compose(
            view ->
                past.scan(
                        id,
                        0,
                        event -> {
                          if (event.version() > view.version()) {
                            return false;
                          }
                          if (event.event() instanceof MilestoneRecorded) {
                            milestones.add(event);
                          }
                          return true;
                        })
                    .map(view))
        .onComplete(view -> Answers.send(call, journey(view, milestones)), call::fail);
  }

  private static Milestone milestone(StoredEvent event) {
    return ((MilestoneRecorded) event.event()).milestone();
  }

  private static byte[] journey(ShipmentView view, List<StoredEvent> milestones) {
    // Stable: of several at one time the lower version comes first.
    milestones.sort(Comparator.comparing(event -> milestone(event).occurredAt()));
    JsonWriter out = new JsonWriter(256 * (milestones.size() + 1)).beginObject();
    out.field("shipmentId", view.shipmentId()).field("version", view.version());
    out.beginArray("items");
    for (StoredEvent event : milestones) {
      out.beginObject().field("version", event.version());
      MilestoneJson.write(out, milestone(event), event.recordedAt());
      out.field("status", event.status().name());
      if (((MilestoneRecorded) event.event()).late()) {
        out.field("late", true);
      }
      out.endObject();
    }
    return out.endArray().endObject().toBytes();
  }

  /** {@code GET /v1/shipments/{id}/events/{version}/cause}: which command led to an event. */
  public void cause(Call call) {
    refuseParameters(call);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    Principal principal = call.principal();
    String given = call.pathParam("version");
    int version = VERSION.matcher(given).matches() ? Integer.parseInt(given) : 0;
    past.reach(principal, id, version)
        .compose(view -> cause(principal, view.stream(), version))
        .onComplete(body -> Answers.send(call, body), call::fail);
  }

  private Future<byte[]> cause(Principal principal, ShipmentStream today, int version) {
    return history
        .event(today.shipmentId(), version)
        .compose(
            recorded ->
                recorded == null
                    ? Future.failedFuture(NO_VERSION.toException())
                    : streams
                        .carrierAt(today, version)
                        .map(carrier -> Viewer.of(principal, carrier))
                        .map(viewer -> cause(principal, viewer, today, recorded)));
  }

  private byte[] cause(
      Principal principal, Viewer viewer, ShipmentStream today, Recorded recorded) {
    StoredEvent event = codec.decode(recorded.value());
    if (contexts.form(viewer, event.event()) == EventForm.WITHHELD) {
      throw new Problem(ProblemCode.FORBIDDEN, "The event is withheld from the caller")
          .toException();
    }
    JsonWriter out = new JsonWriter(256).beginObject();
    out.field("shipmentId", event.shipmentId())
        .field("version", event.version())
        .field("commandId", event.commandId());
    if (principal.role() == Role.OPERATOR
        || principal.isShipper(today.shipment().booking().shipper())) {
      out.optional("caller", name(recorded.caller(), event.tenant()));
    }
    Matcher rule = OF_A_RULE.matcher(event.commandId());
    if (rule.matches()) {
      out.beginObject("saga")
          .field("rule", rule.group(1))
          .field("version", event.version() - 1)
          .endObject();
    }
    return out.endObject().toBytes();
  }

  /** The caller without the tenant, which is the shipment's. */
  private static @Nullable String name(@Nullable String caller, String tenant) {
    return caller != null && caller.startsWith(tenant + '/')
        ? caller.substring(tenant.length() + 1)
        : caller;
  }

  private static void refuseParameters(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
  }
}
