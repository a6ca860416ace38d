package io.quayside.domain.booking;

import io.quayside.common.identity.Role;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.CommandType;
import io.quayside.domain.CommandType.Operation;
import io.quayside.domain.Right;
import io.quayside.domain.booking.BookingCommand.PauseBooking;
import io.quayside.domain.booking.BookingCommand.ResumeBooking;
import io.quayside.domain.booking.BookingCommand.RetryBooking;
import io.quayside.domain.booking.BookingCommand.SkipStep;
import io.quayside.domain.booking.BookingCommand.StartBooking;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The booking commands: their names, operations, rules of fields and JSON. */
@SuppressWarnings("NullAway") // a value that offends is null until verify throws
final class BookingCommands {
  private static final String SAGA = "/v1/shipments/:id/saga";
  private static final int MAX_REASON = 200;
  private static final int MAX_SUBJECT = 64;

  /** The protocol number that knew these commands first. */
  private static final int PROTOCOL = 6;

  static final List<CommandType<? extends BookingCommand>> ALL =
      List.of(
          new CommandType<>(
              "StartBooking",
              StartBooking.class,
              new Operation("POST", SAGA, SAGA),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> new StartBooking(PlanJson.read(fields)),
              (out, start) -> PlanJson.write(out, start.plan()),
              fields -> new StartBooking(PlanJson.read(fields))),
          new CommandType<>(
              "RetryBooking",
              RetryBooking.class,
              Operation.post(SAGA + "/retry"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                fields.verify();
                return new RetryBooking();
              },
              (out, retry) -> {},
              fields -> new RetryBooking()),
          new CommandType<>(
              "SkipStep",
              SkipStep.class,
              Operation.post(SAGA + "/skip"),
              new Right<>(Set.of(Role.OPERATOR), null, null),
              PROTOCOL,
              (fields, now) -> skip(fields),
              (out, skip) ->
                  out.field("rule", skip.rule().word())
                      .field("subject", skip.subject())
                      .field("reason", skip.reason()),
              fields ->
                  new SkipStep(
                      BookingEvents.rule(fields), fields.text("subject"), fields.text("reason"))),
          new CommandType<>(
              "PauseBooking",
              PauseBooking.class,
              Operation.post(SAGA + "/pause"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                PauseBooking pause = new PauseBooking(fields.text("reason", MAX_REASON));
                fields.verify();
                return pause;
              },
              (out, pause) -> out.field("reason", pause.reason()),
              fields -> new PauseBooking(fields.text("reason"))),
          new CommandType<>(
              "ResumeBooking",
              ResumeBooking.class,
              Operation.post(SAGA + "/resume"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                fields.verify();
                return new ResumeBooking();
              },
              (out, resume) -> {},
              fields -> new ResumeBooking()));

  private BookingCommands() {}

  private static SkipStep skip(RequestFields fields) {
    String rule = fields.code("rule", word -> RuleName.ofWord(word) != null, "the name of a rule");
    String subject = fields.text("subject", MAX_SUBJECT);
    String reason = fields.text("reason", MAX_REASON);
    fields.verify();
    return new SkipStep(Objects.requireNonNull(RuleName.ofWord(rule)), subject, reason);
  }
}
