package io.quayside.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.admin.Partner;
import io.quayside.admin.Partner.Haulage;
import io.quayside.common.identity.Principal;
import io.quayside.domain.Command;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.tracking.PositionUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The approved mapping tables, and what records say, in a word that the tables can have. */
public final class ForeignTable {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final Set<Status> BEFORE =
      EnumSet.of(Status.BOOKED, Status.CARRIER_ASSIGNED, Status.RELEASED);

  private ForeignTable() {}

  /** The cells of a row, from a file that has a row a line. */
  public record Row(String text, List<String> cells) {
    public String cell(int index) {
      return cells.get(index);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The rows of a file. */
  public static List<Row> rows(String file) {
    return text(file)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> new Row(line, List.of(line.strip().split("\\s+\\|\\s+", -1))))
        .toList();
  }

  public static String text(String file) {
    try (InputStream in = ForeignTable.class.getResourceAsStream("/foreign/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The states that a cell names: {@code before}, {@code on}, {@code any}, or some by name. */
  public static List<String> states(String cell) {
    return switch (cell) {
      case "any" -> Stream.of(Status.values()).map(Status::name).toList();
      case "before" -> BEFORE.stream().map(Status::name).toList();
      case "on" ->
          EnumSet.complementOf(EnumSet.copyOf(BEFORE)).stream()
              .filter(status -> status != Status.CANCELLED)
              .map(Status::name)
              .toList();
      default -> List.of(cell.split(",", -1));
    };
  }

  /** A profile with one place of the customs and one that is not. */
  public static Partner partner(Haulage haulage) {
    return new Partner(
        Partner.DEFAULT_ID,
        1,
        Principal.DEFAULT_TENANT,
        haulage,
        Map.of(
            "urn:epc:id:sgln:0614141.00001.0", new Partner.Place("DEHAM", true),
            "https://id.gs1.org/414/9521321000010", new Partner.Place("SGSIN", false)));
  }

  /** What a record says of a shipment. */
  public static String said(
      ForeignRecord record, ShipmentStream stream, Principal caller, Haulage haulage) {
    return switch (record.reading()) {
      case Reading.Nothing nothing -> "-";
      case Reading.Unclear(String code, String detail) -> code;
      case Reading.Own(String shipmentId, int version) -> "own " + version;
      case Reading.Fact fact ->
          said(
              fact.translator()
                  .translate(
                      new Situation(stream, stream.status(), caller, partner(haulage), NOW)));
    };
  }

  private static String said(Translation translation) {
    return switch (translation) {
      case Translation.Nothing nothing -> "-";
      case Translation.Unclear unclear -> Translation.UNTRANSLATABLE;
      case Translation.Commands(List<Command> commands) ->
          commands.stream().map(ForeignTable::said).collect(Collectors.joining(", "));
      case Translation.Position(PositionUpdate update) ->
          update.deviceId()
              + ' '
              + update.sequence().number()
              + ' '
              + update.observedAt()
              + ' '
              + update.measured();
    };
  }

  private static String said(Command command) {
    return switch (command) {
      case RecordMilestone(Milestone milestone) ->
          Stream.of(
                  milestone.code().name(),
                  milestone.exceptionCode() == null ? "" : milestone.exceptionCode().name(),
                  place(milestone.location()),
                  milestone.note() == null ? "" : "«" + milestone.note() + "»")
              .filter(word -> !word.isEmpty())
              .collect(Collectors.joining(" "));
      case CancelShipment(String reason) -> "CancelShipment «" + reason + "»";
      default -> command.toString();
    };
  }

  private static String place(Location location) {
    if (location == null) {
      return "";
    }
    return "at "
        + (location.unLocode() == null ? "" : location.unLocode())
        + (location.lat() == null ? "" : location.lat() + "," + location.lon());
  }
}
