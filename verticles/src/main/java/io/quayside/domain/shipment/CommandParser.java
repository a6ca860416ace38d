package io.quayside.domain.shipment;

import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes commands of bodies, whether they came by HTTP or by WebSocket. */
public final class CommandParser {
  private static final int MAX_REFERENCE = 64;
  private static final int MAX_SHIPPER = 64;
  private static final int MAX_VEHICLE = 64;
  private static final int MAX_DESCRIPTION = 200;
  private static final int MAX_REASON = 200;
  private static final int MAX_NOTE = 500;
  private static final int MAX_PACKAGES = 100_000;
  private static final double MAX_GROSS_WEIGHT_KG = 1_000_000;
  private static final String UN_LOCODE = "a UN/LOCODE: 2 letters, then 3 of A-Z and 2-9";
  public static final List<String> NAMES =
      List.of(
          "BookShipment", "AssignCarrier", "ReleaseShipment", "RecordMilestone", "CancelShipment");

  private CommandParser() {}

  /**
   * The command of that name with what the body says.
   *
   * @throws ProblemException validation-failed, with every offence of the body, or for the
   *     parameter {@code name}
   */
  public static ShipmentCommand parse(String name, Map<String, Object> body, Instant now) {
    RequestFields fields = new RequestFields(body);
    return switch (name) {
      case "BookShipment" -> bookShipment(fields);
      case "AssignCarrier" -> assignCarrier(fields);
      case "ReleaseShipment" -> {
        fields.verify();
        yield new ReleaseShipment();
      }
      case "RecordMilestone" -> recordMilestone(fields, now);
      case "CancelShipment" -> {
        String reason = fields.text("reason", MAX_REASON);
        fields.verify();
        yield new CancelShipment(reason);
      }
      default -> throw unknownName();
    };
  }

  private static ProblemException unknownName() {
    String detail = "must be one of " + NAMES;
    return new Problem(
            ProblemCode.VALIDATION_FAILED,
            "The command's name " + detail + '.',
            List.of(Offence.in("name", detail)))
        .toException();
  }

  private static BookShipment bookShipment(RequestFields fields) {
    String reference = fields.text("reference", MAX_REFERENCE);
    String shipper = fields.text("shipper", MAX_SHIPPER);
    Mode mode = fields.choice("mode", Mode.class);
    String origin = place(fields.object("origin"));
    String destination = place(fields.object("destination"));
    Cargo cargo = cargo(fields.object("cargo"));
    Instant pickupAt = fields.optionalTime("requestedPickupAt");
    Instant deliveryBy = fields.optionalTime("requestedDeliveryBy");
    if (pickupAt != null && deliveryBy != null && deliveryBy.isBefore(pickupAt)) {
      fields.note("requestedDeliveryBy", "must not be before requestedPickupAt");
    }
    fields.verify();
    return new BookShipment(
        new Booking(reference, shipper, mode, origin, destination, cargo, pickupAt, deliveryBy));
  }

  private static String place(RequestFields fields) {
    if (fields == null) {
      return null;
    }
    String unLocode = fields.code("unLocode", UnLocode::isValid, UN_LOCODE);
    fields.end();
    return unLocode;
  }

  private static Cargo cargo(RequestFields fields) {
    if (fields == null) {
      return null;
    }
    String description = fields.text("description", MAX_DESCRIPTION);
    Long packages = fields.integer("packages", 1, MAX_PACKAGES);
    Double grossWeightKg = fields.numberAbove("grossWeightKg", 0, MAX_GROSS_WEIGHT_KG);
    String containerNumber =
        fields.optionalCode(
            "containerNumber", ContainerNumber::isValid, "an ISO 6346 container number");
    fields.end();
    return packages == null || grossWeightKg == null
        ? null
        : new Cargo(description, packages.intValue(), grossWeightKg, containerNumber);
  }

  private static AssignCarrier assignCarrier(RequestFields fields) {
    String carrier = fields.code("carrier", CommandParser::isScac, "a SCAC: 2 to 4 letters A-Z");
    String vehicle = fields.optionalText("vehicle", MAX_VEHICLE);
    fields.verify();
    return new AssignCarrier(carrier, vehicle);
  }

  private static boolean isScac(String text) {
    return text.length() >= 2
        && text.length() <= 4
        && text.chars().allMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static RecordMilestone recordMilestone(RequestFields fields, Instant now) {
    MilestoneCode code = fields.choice("code", MilestoneCode.class);
    Instant occurredAt = fields.pastTime("occurredAt", now);
    Location location = fields.has("location") ? location(fields) : null;
    String note = fields.optionalText("note", MAX_NOTE);
    ExceptionCode exceptionCode = fields.optionalChoice("exceptionCode", ExceptionCode.class);
    if (code == MilestoneCode.EXCEPTION_RAISED && !fields.has("exceptionCode")) {
      fields.note("exceptionCode", "is missing: EXCEPTION_RAISED needs one");
    }
    fields.verify();
    return new RecordMilestone(new Milestone(code, occurredAt, location, note, exceptionCode));
  }

  private static Location location(RequestFields milestone) {
    RequestFields fields = milestone.object("location");
    if (fields == null) {
      return null;
    }
    boolean point = fields.has("lat") || fields.has("lon");
    if (!point && !fields.has("unLocode")) {
      milestone.note("location", "must have unLocode, or lat and lon, or both");
    }
    String unLocode = fields.optionalCode("unLocode", UnLocode::isValid, UN_LOCODE);
    // Where one of the two is there, the other one must be.
    Double lat = point ? fields.number("lat", -90, 90) : null;
    Double lon = point ? fields.number("lon", -180, 180) : null;
    fields.end();
    return (lat == null) != (lon == null) || (lat == null && unLocode == null)
        ? null
        : new Location(unLocode, lat, lon);
  }
}
