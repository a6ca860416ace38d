package io.quayside.edge.query;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.query.PastStreams.PastStream;
import io.quayside.readmodel.Boards;
import io.quayside.readmodel.Boards.DocumentCursor;
import io.quayside.readmodel.Boards.DocumentFilter;
import io.quayside.readmodel.Boards.Item;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;

/** Queries for documents: those of a shipment, one of them, and the board across shipments. */
public final class DocumentRoutes {
  private static final Problem NO_DOCUMENT =
      new Problem(ProblemCode.DOCUMENT_NOT_FOUND, "The shipment has no such document");

  private static final CursorForm CURSOR =
      new CursorForm("(\\d{1,14})?\\.([0-9A-Z]{26})\\.(\\d{1,9})");

  private final Rights rights;
  private final PastStreams past;
  private final Boards boards;

  public DocumentRoutes(Rights rights, PastStreams past, Boards boards) {
    this.rights = rights;
    this.past = past;
    this.boards = boards;
  }

  /** {@code GET /v1/shipments/{id}/documents/{document}}. */
  public void document(Call call) {
    PointInTime point = Answers.pointInTime(call);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    int number = Preconditions.pathNumber(call.pathParam("document"));
    DocumentAnswers answers = new DocumentAnswers(call.principal());
    past.stream(
            call.principal(),
            id,
            point,
            stream ->
                rights.mayRead(call.principal(), stream)
                    && answers.find(stream, stream, number) != null,
            today -> require(call, answers, today, number))
        .<Runnable>map(
            stream -> {
              byte[] body = answers.one(stream, then(answers, stream, number));
              return () -> Answers.send(call, stream, body);
            })
        .onComplete(Runnable::run, call::fail);
  }

  private void require(Call call, DocumentAnswers answers, ShipmentStream today, int number) {
    requireReader(call, today);
    if (answers.find(today, today, number) == null) {
      throw NO_DOCUMENT.toException();
    }
  }

  private void requireReader(Call call, ShipmentStream today) {
    if (!rights.mayRead(call.principal(), today)) {
      throw Rights.NO_SHIPMENT.toException();
    }
  }

  /** The document as it was; the right to see it is today's. */
  private static Document then(DocumentAnswers answers, PastStream stream, int number) {
    Answers.requireBooked(stream.then());
    Document document = answers.find(stream.today(), stream.then(), number);
    if (document == null) {
      throw NO_DOCUMENT.toException();
    }
    return document;
  }

  /** {@code GET /v1/shipments/{id}/documents}. */
  public void documents(Call call) {
    PointInTime point = Answers.pointInTime(call);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    DocumentAnswers answers = new DocumentAnswers(call.principal());
    past.stream(
            call.principal(),
            id,
            point,
            stream -> rights.mayRead(call.principal(), stream),
            today -> requireReader(call, today))
        .<Runnable>map(
            stream -> {
              Answers.requireBooked(stream.then());
              byte[] body = answers.all(stream);
              return () -> Answers.send(call, stream, body);
            })
        .onComplete(Runnable::run, call::fail);
  }

  /** {@code GET /v1/documents}. */
  public void board(Call call) {
    MultiMap query = call.query();
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(query, Set.of("documentStatus", "limit", "after"), offences);
    DocumentStatus status = Answers.choice(query, "documentStatus", DocumentStatus.class, offences);
    int limit = Preconditions.number(query, "limit", 1, 200, 50, offences);
    DocumentCursor after = CURSOR.read(query, DocumentRoutes::cursor, offences);
    Preconditions.refuse(offences);
    boards
        .documents(call.principal(), new DocumentFilter(status, limit + 1, after))
        .map(found -> Answers.page(found, limit, 512, DocumentRoutes::write, item -> cursor(item)))
        .onComplete(body -> Answers.send(call, body), call::fail);
  }

  private static DocumentCursor cursor(MatchResult parts) {
    String dueAt = parts.group(1);
    return new DocumentCursor(
        dueAt == null ? null : Instant.ofEpochMilli(Long.parseLong(dueAt)),
        parts.group(2),
        Integer.parseInt(parts.group(3)));
  }

  private static void write(JsonWriter out, Item item) {
    DocumentAnswers.writeItem(out, item.stream(), document(item));
  }

  private static String cursor(Item item) {
    Instant dueAt = document(item).dueAt();
    String sortedAt = dueAt == null ? "" : Long.toString(dueAt.toEpochMilli());
    return sortedAt + "." + item.stream().shipmentId() + "." + item.number();
  }

  /** The document of a row, which is written together with the stream. */
  private static Document document(Item item) {
    Documentation documentation =
        Objects.requireNonNull(item.stream().slice(Contexts.DOCUMENTATION));
    return Objects.requireNonNull(documentation.document(item.number()));
  }
}
