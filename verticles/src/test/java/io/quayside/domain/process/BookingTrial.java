package io.quayside.domain.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.booking.BookingCommand.ReportStuck;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.process.Next.Act;
import io.quayside.domain.process.Next.Wait;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.stream.StreamJson;
import io.quayside.domain.stream.StreamProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One shipment and its booking process, without a log: commands are decided at once, and the
 * process acts until it rests. The invariants that hold for every event are checked as it comes.
 */
final class BookingTrial {
  static final Instant T0 = Instant.parse("2026-12-01T09:00:00Z");
  static final String SPOT =
      "{'kind':'SPOT','currency':'EUR','closesAfterSeconds':3600,'award':'LOWEST',"
          + "'carriers':[{'carrier':'MAEU'},{'carrier':'HLCU'}]}";
  static final String WATERFALL =
      "{'kind':'WATERFALL','currency':'EUR','carriers':[{'carrier':'CMDU','amount':'1100'}]}";
  static final String INVOICE = "{'type':'COMMERCIAL_INVOICE'}";

  static BookingTrial started(String plan) {
    return booked().sends("StartBooking", plan);
  }

  private static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";

  /** More steps than any booking takes between two events of others. */
  private static final int MAX_STEPS = 500;

  private final Contexts contexts = Contexts.STANDARD;
  private final Set<String> processIds = new HashSet<>();
  private final List<StoredEvent> events = new ArrayList<>();
  private ShipmentStream stream = contexts.empty(ID);
  private Instant now = T0;

  /** How long after its evaluation a rule's command is decided. */
  private Duration lag = Duration.ZERO;

  /** The version at which a stuck step was refused as before, or 0. */
  private int refusedAt;

  static BookingTrial booked(Mode mode, String origin, String destination) {
    BookingTrial trial = new BookingTrial();
    trial.does(
        new BookShipment(
            new Booking(
                "PO-1",
                "Hansa Tea",
                mode,
                origin,
                destination,
                new Cargo("Tea", 4, 800, null),
                null,
                null)));
    return trial;
  }

  static BookingTrial booked() {
    return booked(Mode.ROAD, "DEHAM", "DEBER");
  }

  static BookingTrial bids(BookingTrial trial, int tender, String carrier, String amount) {
    return trial.sends(
        "PlaceBid",
        "{'tender':%d,'carrier':'%s','amount':'%s'}".formatted(tender, carrier, amount));
  }

  static BookingTrial responds(BookingTrial trial, int tender, String carrier, String response) {
    return trial.sends(
        "RespondToOffer",
        "{'tender':%d,'carrier':'%s','response':'%s'}".formatted(tender, carrier, response));
  }

  /** A booking whose first tender was won by a carrier at once. */
  static BookingTrial assigned(String moreOfPlan) {
    BookingTrial trial = started("{'tenders':[%s]%s}".formatted(WATERFALL, moreOfPlan));
    return responds(trial, 1, "CMDU", "ACCEPT");
  }

  ShipmentStream stream() {
    return stream;
  }

  Instant now() {
    return now;
  }

  BookingProgress booking() {
    return Objects.requireNonNull(stream.slice(Contexts.BOOKING));
  }

  Document document(int number) {
    Documentation documentation = Objects.requireNonNull(stream.slice(Contexts.DOCUMENTATION));
    return Objects.requireNonNull(documentation.document(number));
  }

  Next next() {
    return StreamProcess.next(stream, now);
  }

  /** What queries and timers tell of the process. */
  Next expected() {
    return StreamProcess.expected(stream, now);
  }

  /** What the process waits for, as queries show it. */
  String waitingFor() {
    JsonWriter out = new JsonWriter(1_024).beginObject();
    ProcessJson.write(out, StreamProcess.situation(stream, now), expected(), now);
    return Json.parseObject(out.endObject().toBytes()).get("waitingFor").toString();
  }

  List<StoredEvent> events() {
    return events;
  }

  /** The names of the events from a version on, without context prefix of their own. */
  List<String> typesAfter(int version) {
    return events.stream()
        .filter(event -> event.version() > version)
        .map(event -> event.type().replace(".v1", ""))
        .toList();
  }

  /** Parses and sends a command as a shipper, a carrier or an operator would. */
  BookingTrial sends(String name, String body) {
    CommandType<?> type = Objects.requireNonNull(contexts.commands().get(name), name);
    return does(
        type.parse(
            Json.parseObject(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), now));
  }

  /** The stream behind a command that is taken, before the process acts on it. */
  ShipmentStream behind(Command command) {
    Decision decision = contexts.decide(stream, command, Actor.OPERATOR, now);
    assertThat(decision).isInstanceOf(Accepted.class);
    return contexts.apply(stream, stored("C" + stream.version(), (Accepted) decision));
  }

  /** Sends a command that is taken, and lets the process act. */
  BookingTrial does(Command command) {
    Decision decision = contexts.decide(stream, command, Actor.OPERATOR, now);
    assertThat(decision).isInstanceOf(Accepted.class);
    append("C" + stream.version(), (Accepted) decision);
    return rests();
  }

  /** Sends a command if it is taken. */
  boolean tries(Command command) {
    Decision decision = contexts.decide(stream, command, Actor.OPERATOR, now);
    if (decision instanceof Accepted accepted) {
      append("C" + stream.version(), accepted);
      rests();
      return true;
    }
    return false;
  }

  /** The refusal of a command. */
  Rejected refusal(Command command) {
    Decision decision = contexts.decide(stream, command, Actor.OPERATOR, now);
    assertThat(decision).isInstanceOf(Rejected.class);
    return (Rejected) decision;
  }

  BookingTrial milestone(MilestoneCode code) {
    return does(new RecordMilestone(new Milestone(code, now, null, null, null)));
  }

  /** Lets time pass; what comes due meanwhile is done at its time. */
  BookingTrial passes(Duration duration) {
    Instant end = now.plus(duration);
    while (next() instanceof Wait wait && !wait.until().isAfter(end)) {
      assertThat(wait.until()).isAfter(now);
      now = wait.until();
      rests();
    }
    now = end;
    return rests();
  }

  /** Has the commands of rules decided later than the rules are evaluated. */
  BookingTrial lags(Duration byDecision) {
    lag = byDecision;
    return this;
  }

  /** Lets time pass while the process does not run. */
  BookingTrial sleeps(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  /** Lets the process act until it waits. */
  BookingTrial rests() {
    for (int step = 0; step < MAX_STEPS; step++) {
      if (!(next() instanceof Act act) || refusedAt == stream.version()) {
        return this;
      }
      take(act);
    }
    throw new AssertionError("the process does not come to rest: " + typesAfter(0));
  }

  private void take(Act act) {
    String id = "P" + stream.version() + "-saga." + act.rule().word();
    now = now.plus(lag);
    Decision decision = contexts.decide(stream, act.command(), Actor.SAGA, now);
    if (decision instanceof Accepted accepted) {
      assertThat(processIds.add(id)).as("one event per version and rule: %s", id).isTrue();
      append(id, accepted);
      return;
    }
    Rejected rejected = (Rejected) decision;
    String code = rejected.problem().code().code();
    BookingProgress booking = stream.slice(Contexts.BOOKING);
    boolean told =
        booking == null
            || (booking.isStuckIn(act.rule(), act.subject())
                && Objects.requireNonNull(booking.stuck()).code().equals(code));
    if (told) {
      refusedAt = stream.version();
    } else {
      ReportStuck stuck =
          new ReportStuck(act.rule(), act.subject(), code, rejected.problem().detail());
      append(
          "P" + stream.version() + "-saga.stuck",
          (Accepted) contexts.decide(stream, stuck, Actor.SAGA, now));
    }
  }

  private StoredEvent stored(String commandId, Accepted accepted) {
    return contexts.next(stream, Principal.DEFAULT_TENANT, commandId, accepted.event());
  }

  private void append(String commandId, Accepted accepted) {
    StoredEvent stored = stored(commandId, accepted);
    ShipmentStream after = contexts.apply(stream, stored);
    // As the snapshot gives it back.
    stream =
        StreamJson.decode(
            contexts,
            ID,
            after.version(),
            Json.parseObject(StreamJson.encode(contexts, after)),
            after.receipts());
    assertThat(stream).isEqualTo(after);
    events.add(stored);
  }
}
