package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Scac;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.bidding.TenderStatus;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.readmodel.Boards;
import io.quayside.readmodel.Boards.Item;
import io.quayside.readmodel.Boards.TenderCursor;
import io.quayside.readmodel.Boards.TenderFilter;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;

/** Queries for tenders: those of a shipment, one of them, and the board across shipments. */
public final class TenderRoutes {
  private static final Problem NO_TENDER =
      new Problem(ProblemCode.TENDER_NOT_FOUND, "The shipment has no such tender");

  private static final CursorForm CURSOR =
      new CursorForm("(\\d{1,14})\\.([0-9A-Z]{26})\\.(\\d{1,9})");

  private final Rights rights;
  private final PastStreams past;
  private final Boards boards;

  public TenderRoutes(Rights rights, PastStreams past, Boards boards) {
    this.rights = rights;
    this.past = past;
    this.boards = boards;
  }

  /** {@code GET /v1/shipments/{id}/tenders/{tender}}. */
  public void tender(Call call) {
    PointInTime point = Answers.pointInTime(call);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    int number = Preconditions.pathNumber(call.pathParam("tender"));
    TenderAnswers answers = new TenderAnswers(rights, call.principal());
    past.stream(
            call.principal(),
            id,
            point,
            stream -> answers.find(stream, number) != null,
            today -> require(answers, today, number))
        .<Runnable>map(
            stream -> {
              byte[] body = answers.one(stream, then(stream.then(), number));
              return () -> Answers.send(call, stream, body);
            })
        .onComplete(Runnable::run, call::fail);
  }

  private static void require(TenderAnswers answers, ShipmentStream today, int number) {
    requireKnown(answers, today);
    if (answers.find(today, number) == null) {
      throw NO_TENDER.toException();
    }
  }

  private static void requireKnown(TenderAnswers answers, ShipmentStream today) {
    if (!answers.knowsOf(today)) {
      throw Rights.NO_SHIPMENT.toException();
    }
  }

  /** The tender as it was; the right to read it is today's. */
  private static Tender then(ShipmentStream stream, int number) {
    Answers.requireBooked(stream);
    Bidding bidding = stream.slice(Contexts.BIDDING);
    Tender tender = bidding == null ? null : bidding.tender(number);
    if (tender == null) {
      throw NO_TENDER.toException();
    }
    return tender;
  }

  /** {@code GET /v1/shipments/{id}/tenders}. */
  public void tenders(Call call) {
    PointInTime point = Answers.pointInTime(call);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    TenderAnswers answers = new TenderAnswers(rights, call.principal());
    past.stream(
            call.principal(), id, point, answers::knowsOf, today -> requireKnown(answers, today))
        .<Runnable>map(
            stream -> {
              Answers.requireBooked(stream.then());
              byte[] body = answers.all(stream);
              return () -> Answers.send(call, stream, body);
            })
        .onComplete(Runnable::run, call::fail);
  }

  /** {@code GET /v1/tenders}. */
  public void board(Call call) {
    MultiMap query = call.query();
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(
        query, Set.of("tenderStatus", "carrier", "limit", "after"), offences);
    TenderStatus status = Answers.choice(query, "tenderStatus", TenderStatus.class, offences);
    String carrier = query.get("carrier");
    if (carrier != null && !Scac.isValid(carrier)) {
      offences.add(Offence.in("carrier", "must be " + Scac.DESCRIPTION));
    }
    int limit = Preconditions.number(query, "limit", 1, 200, 50, offences);
    TenderCursor after = CURSOR.read(query, TenderRoutes::cursor, offences);
    Preconditions.refuse(offences);
    Principal principal = call.principal();
    if (carrier != null && principal.role() == Role.CARRIER && !principal.isCarrier(carrier)) {
      throw new Problem(ProblemCode.FORBIDDEN, "The caller does not act for this carrier")
          .toException();
    }
    TenderAnswers answers = new TenderAnswers(rights, principal);
    boards
        .tenders(principal, new TenderFilter(status, carrier, limit + 1, after))
        .map(
            found ->
                Answers.page(
                    found,
                    limit,
                    1024,
                    (out, item) -> answers.write(out, item.stream(), tender(item)),
                    item -> cursor(item)))
        .onComplete(body -> Answers.send(call, body), call::fail);
  }

  private static TenderCursor cursor(MatchResult parts) {
    return new TenderCursor(
        Instant.ofEpochMilli(Long.parseLong(parts.group(1))),
        parts.group(2),
        Integer.parseInt(parts.group(3)));
  }

  private static String cursor(Item item) {
    long openedAt = tender(item).opening().at().toEpochMilli();
    return openedAt + "." + item.stream().shipmentId() + "." + item.number();
  }

  /** The tender of a row, which is written together with the stream. */
  private static Tender tender(Item item) {
    Bidding bidding = Objects.requireNonNull(item.stream().slice(Contexts.BIDDING));
    return Objects.requireNonNull(bidding.tender(item.number()));
  }
}
