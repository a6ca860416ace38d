package io.quayside.domain.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Actor;
import io.quayside.domain.Decision;
import io.quayside.domain.EventType;
import io.quayside.domain.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs commands on a shipment's tenders by a clock of the test's. Each event and each state is
 * written and read again, as the log and the snapshot do.
 */
final class TenderRun {
  static final Instant T0 = Instant.parse("2026-12-01T09:00:00Z");

  private static final BiddingContext CONTEXT = new BiddingContext();

  private final List<BiddingEvent> events = new ArrayList<>();
  private Bidding bidding;
  private Instant now = T0;
  private int version = 1;

  Bidding bidding() {
    return bidding;
  }

  Tender tender() {
    return bidding.tenders().getLast();
  }

  Instant now() {
    return now;
  }

  int version() {
    return version;
  }

  TenderRun at(Instant time) {
    now = time;
    return this;
  }

  TenderRun later(long seconds) {
    now = now.plusSeconds(seconds);
    return this;
  }

  Decision decide(BiddingCommand command) {
    return CONTEXT.decide(bidding, command, Actor.OPERATOR, now);
  }

  /** The event of a command that must be accepted. */
  BiddingEvent accept(BiddingCommand command) {
    Decision decision = decide(command);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return record((BiddingEvent) ((Decision.Accepted) decision).event());
  }

  TenderRun with(BiddingCommand... commands) {
    for (BiddingCommand command : commands) {
      accept(command);
    }
    return this;
  }

  /** Requires that a command is refused with that code. */
  void refuse(ProblemCode code, BiddingCommand command) {
    Decision decision = decide(command);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    Problem problem = ((Decision.Rejected) decision).problem();
    assertThat(problem.code()).isEqualTo(code);
    if (code == ProblemCode.ILLEGAL_TRANSITION) {
      Tender tender = bidding.tender(((BiddingCommand.ToTender) command).tender());
      assertThat(problem.detail())
          .contains(tender.status().name(), command.getClass().getSimpleName());
    }
  }

  private BiddingEvent record(BiddingEvent event) {
    BiddingEvent read = throughJson(event);
    assertThat(read).isEqualTo(event);
    Bidding after = CONTEXT.evolve(bidding, read, ++version);
    JsonWriter out = new JsonWriter(512).beginObject();
    CONTEXT.writeSlice(out, after);
    StoredFields fields = new StoredFields(Json.parseObject(out.endObject().toBytes()));
    bidding = CONTEXT.readSlice(fields);
    fields.end();
    assertThat(bidding).isEqualTo(after);
    events.add(read);
    return read;
  }

  private static BiddingEvent throughJson(BiddingEvent event) {
    EventType<? extends BiddingEvent> type = CONTEXT.typeOf(event);
    StoredFields fields = new StoredFields(data(event));
    BiddingEvent read = type.reader().read(fields, event.recordedAt(), Status.BOOKED);
    fields.end();
    return read;
  }

  static Map<String, Object> data(BiddingEvent event) {
    JsonWriter out = new JsonWriter(256).beginObject();
    CONTEXT.typeOf(event).write(out, event);
    return Json.parseObject(out.endObject().toBytes());
  }

  static String json(BiddingEvent event) {
    JsonWriter out = new JsonWriter(256).beginObject();
    CONTEXT.typeOf(event).write(out, event);
    return new String(out.endObject().toBytes(), StandardCharsets.UTF_8);
  }

  List<BiddingEvent> events() {
    return events;
  }
}
