package io.quayside.gateway.trial;

import io.quayside.cluster.Agreement;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Actor;
import io.quayside.domain.CommandType;
import io.quayside.domain.CommandType.Operation;
import io.quayside.domain.Context;
import io.quayside.domain.Decision;
import io.quayside.domain.EventType;
import io.quayside.domain.Right;
import io.quayside.domain.View;
import io.quayside.domain.View.Column;
import io.quayside.domain.stream.Upcasters.Upcaster;
import io.quayside.gateway.trial.InspectionCommand.RequestInspection;
import io.quayside.gateway.trial.InspectionEvent.InspectionRequested;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The descriptor of the inspection context. */
final class InspectionContext implements Context<Inspections, InspectionCommand, InspectionEvent> {
  private static final EventType<InspectionRequested> REQUESTED =
      new EventType<>(
          "inspection.requested.v2",
          InspectionRequested.class,
          (out, event) -> out.field("reason", event.reason()).field("priority", event.priority()),
          (data, recordedAt, status) ->
              new InspectionRequested(data.text("reason"), data.text("priority"), recordedAt));

  /** The first version had no priority. */
  static final Upcaster FORMER =
      new Upcaster(
          "inspection.requested.v1",
          "inspection.requested.v2",
          data -> {
            Map<String, Object> next = new HashMap<>(data);
            next.put("priority", "UNKNOWN");
            return next;
          });

  @Override
  public String name() {
    return "inspection";
  }

  @Override
  public Class<InspectionCommand> commandClass() {
    return InspectionCommand.class;
  }

  @Override
  public Class<InspectionEvent> eventClass() {
    return InspectionEvent.class;
  }

  @Override
  public List<CommandType<? extends InspectionCommand>> commands() {
    return List.of(
        new CommandType<>(
            "RequestInspection",
            RequestInspection.class,
            Operation.post("/v1/shipments/:id/inspections"),
            Right.ofShipper(),
            // Former nodes do not know the second version of its event.
            Agreement.HIGHEST_PROTOCOL,
            (fields, now) -> request(fields),
            (out, command) -> out.field("reason", command.reason()),
            fields -> new RequestInspection(fields.text("reason"))));
  }

  private static RequestInspection request(RequestFields fields) {
    String reason = fields.text("reason", 40);
    fields.verify();
    return new RequestInspection(reason);
  }

  @Override
  public List<EventType<? extends InspectionEvent>> events() {
    return List.of(REQUESTED);
  }

  @Override
  public EventType<? extends InspectionEvent> typeOf(InspectionEvent event) {
    return REQUESTED;
  }

  @Override
  public Decision decide(
      Inspections sliceOrNull, InspectionCommand command, Actor by, Instant now) {
    return switch (command) {
      case RequestInspection request ->
          new Decision.Accepted(new InspectionRequested(request.reason(), "NORMAL", now));
    };
  }

  @Override
  public Inspections evolve(Inspections sliceOrNull, InspectionEvent event, int version) {
    return switch (event) {
      case InspectionRequested requested ->
          new Inspections(
              sliceOrNull == null ? 1 : sliceOrNull.count() + 1,
              requested.reason(),
              requested.recordedAt());
    };
  }

  @Override
  public void writeSlice(JsonWriter out, Inspections slice) {
    out.field("count", slice.count())
        .field("lastReason", slice.lastReason())
        .field("lastRequestedAt", slice.lastRequestedAt());
  }

  @Override
  public Inspections readSlice(StoredFields fields) {
    return new Inspections(
        fields.integer("count", Integer.MAX_VALUE),
        fields.text("lastReason"),
        fields.time("lastRequestedAt"));
  }

  @Override
  public List<View<Inspections>> views() {
    return List.of(
        new View<>(
            "inspections",
            List.of(
                Column.key("number", View.Type.INT),
                Column.of("reason", View.Type.TEXT),
                Column.of("requested_at", View.Type.TIMESTAMPTZ)),
            (slice, shipment) ->
                List.<Object[]>of(
                    new Object[] {slice.count(), slice.lastReason(), slice.lastRequestedAt()})));
  }
}
