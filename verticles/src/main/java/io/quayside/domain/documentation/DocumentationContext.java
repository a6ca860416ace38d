package io.quayside.domain.documentation;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.problem.Problem;
import io.quayside.domain.Actor;
import io.quayside.domain.CommandType;
import io.quayside.domain.Context;
import io.quayside.domain.Decision;
import io.quayside.domain.EventForm;
import io.quayside.domain.EventType;
import io.quayside.domain.View;
import io.quayside.domain.View.Column;
import io.quayside.domain.Viewer;
import io.quayside.domain.documentation.DocumentationCommand.ToDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The descriptor of the documentation context. */
public final class DocumentationContext
    implements Context<Documentation, DocumentationCommand, DocumentationEvent> {
  @Override
  public String name() {
    return "documentation";
  }

  @Override
  public Class<DocumentationCommand> commandClass() {
    return DocumentationCommand.class;
  }

  @Override
  public Class<DocumentationEvent> eventClass() {
    return DocumentationEvent.class;
  }

  @Override
  public String numberName() {
    return "document";
  }

  @Override
  public List<CommandType<? extends DocumentationCommand>> commands() {
    return DocumentationCommands.ALL;
  }

  @Override
  public List<EventType<? extends DocumentationEvent>> events() {
    return DocumentationEvents.ALL;
  }

  @Override
  public EventType<? extends DocumentationEvent> typeOf(DocumentationEvent event) {
    return DocumentationEvents.typeOf(event);
  }

  @Override
  public Decision decide(
      @Nullable Documentation sliceOrNull, DocumentationCommand command, Actor by, Instant now) {
    return Documents.decide(
        sliceOrNull == null ? Documentation.NONE : sliceOrNull, command, by, now);
  }

  @Override
  public Documentation evolve(
      @Nullable Documentation sliceOrNull, DocumentationEvent event, int version) {
    return DocumentEvolution.evolve(
        sliceOrNull == null ? Documentation.NONE : sliceOrNull, event, version);
  }

  @Override
  public boolean hasForms() {
    return true;
  }

  /** A carrier sees the events of a document if it is assigned and may see the document. */
  @Override
  public EventForm form(Viewer viewer, DocumentationEvent event) {
    boolean shown = event.subject().from() == Party.CARRIER || event.subject().shared();
    return !viewer.isCarrier() || (viewer.assigned() && shown)
        ? EventForm.FULL
        : EventForm.WITHHELD;
  }

  /** A carrier that is not the assigned one sees no document in full. */
  @Override
  public Problem refusalToReader(DocumentationCommand command) {
    return command instanceof ToDocument ? Documents.NO_DOCUMENT : NOT_ALLOWED;
  }

  @Override
  public void writeSlice(JsonWriter out, Documentation slice) {
    DocumentationJson.write(out, slice);
  }

  @Override
  public Documentation readSlice(StoredFields fields) {
    return DocumentationJson.read(fields);
  }

  @Override
  public List<View<Documentation>> views() {
    return List.of(
        new View<>(
            "document_contents",
            List.of(
                Column.key("sha256", View.Type.TEXT),
                Column.of("shown_to_carrier", View.Type.BOOL)),
            DocumentationContext::contents),
        new View<>(
            "documents",
            List.of(
                Column.key("document", View.Type.INT),
                Column.of("tenant", View.Type.TEXT),
                Column.of("shipper", View.Type.TEXT),
                Column.of("carrier", View.Type.TEXT),
                Column.of("type", View.Type.TEXT),
                Column.of("status", View.Type.TEXT),
                Column.of("due_at", View.Type.TIMESTAMPTZ)),
            DocumentationContext::rows));
  }

  private static List<@Nullable Object[]> rows(Documentation documentation, View.Subject shipment) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Document document : documentation.documents()) {
      rows.add(
          new @Nullable Object[] {
            document.number(),
            shipment.tenant(),
            shipment.shipper(),
            document.isSeenByCarrier() ? shipment.carrier() : null,
            document.subject().type().name(),
            document.status().name(),
            document.dueAt()
          });
    }
    return rows;
  }

  /** Every content that a revision names, and whether the assigned carrier sees such a document. */
  private static List<@Nullable Object[]> contents(
      Documentation documentation, View.Subject shipment) {
    Map<String, Boolean> shown = new TreeMap<>();
    for (Document document : documentation.documents()) {
      for (Revision revision : document.revisions()) {
        Content content = revision.content();
        if (content != null) {
          shown.merge(content.sha256(), document.isSeenByCarrier(), Boolean::logicalOr);
        }
      }
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    shown.forEach((sha256, byCarrier) -> rows.add(new @Nullable Object[] {sha256, byCarrier}));
    return rows;
  }
}
