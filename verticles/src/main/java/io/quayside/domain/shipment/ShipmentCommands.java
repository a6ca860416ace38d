package io.quayside.domain.shipment;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.CommandType;
import io.quayside.domain.CommandType.Operation;
import io.quayside.domain.Right;
import io.quayside.domain.Scac;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shipment's commands: their names, operations, rules of fields and JSON. */
@SuppressWarnings("NullAway") // a value that offends is null until verify throws
final class ShipmentCommands {
  private static final int MAX_REFERENCE = 64;
  private static final int MAX_SHIPPER = 64;
  private static final int MAX_VEHICLE = 64;
  private static final int MAX_DESCRIPTION = 200;
  private static final int MAX_REASON = 200;
  private static final int MAX_NOTE = 500;
  private static final int MAX_PACKAGES = 100_000;
  private static final double MAX_GROSS_WEIGHT_KG = 1_000_000;
  private static final String UN_LOCODE = "a UN/LOCODE: 2 letters, then 3 of A-Z and 2-9";

  /** The protocol number that knew these commands first. */
  private static final int PROTOCOL = 1;

  static final List<CommandType<? extends ShipmentCommand>> ALL =
      List.of(
          new CommandType<>(
              "BookShipment",
              BookShipment.class,
              new Operation("POST", "/v1/shipments", "/v1/shipments/:id"),
              Right.ofShipper(book -> book.booking().shipper()),
              PROTOCOL,
              (fields, now) -> bookShipment(fields),
              (out, book) -> BookingJson.write(out, book.booking()),
              fields -> new BookShipment(BookingJson.read(fields))),
          new CommandType<>(
              "AssignCarrier",
              AssignCarrier.class,
              Operation.post("/v1/shipments/:id/carrier-assignment"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> assignCarrier(fields),
              ShipmentCommands::write,
              fields -> new AssignCarrier(fields.text("carrier"), fields.optionalText("vehicle"))),
          new CommandType<>(
              "ReleaseShipment",
              ReleaseShipment.class,
              Operation.post("/v1/shipments/:id/release"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> releaseShipment(fields),
              (out, release) -> {},
              fields -> new ReleaseShipment()),
          new CommandType<>(
              "RecordMilestone",
              RecordMilestone.class,
              Operation.post("/v1/shipments/:id/milestones"),
              Right.ofCarrier(),
              PROTOCOL,
              ShipmentCommands::recordMilestone,
              (out, record) -> MilestoneJson.write(out, record.milestone(), null),
              fields -> new RecordMilestone(MilestoneJson.read(fields))),
          new CommandType<>(
              "CancelShipment",
              CancelShipment.class,
              Operation.post("/v1/shipments/:id/cancellation"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> cancelShipment(fields),
              (out, cancel) -> out.field("reason", cancel.reason()),
              fields -> new CancelShipment(fields.text("reason"))));

  private ShipmentCommands() {}

  private static void write(JsonWriter out, AssignCarrier assign) {
    out.field("carrier", assign.carrier());
    if (assign.vehicle() != null) {
      out.field("vehicle", assign.vehicle());
    }
  }

  private static ReleaseShipment releaseShipment(RequestFields fields) {
    fields.verify();
    return new ReleaseShipment();
  }

  private static CancelShipment cancelShipment(RequestFields fields) {
    String reason = fields.text("reason", MAX_REASON);
    fields.verify();
    return new CancelShipment(reason);
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

  private static @Nullable String place(RequestFields fields) {
    if (fields == null) {
      return null;
    }
    String unLocode = fields.code("unLocode", UnLocode::isValid, UN_LOCODE);
    fields.end();
    return unLocode;
  }

  private static @Nullable Cargo cargo(RequestFields fields) {
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
    String carrier = fields.code("carrier", Scac::isValid, Scac.DESCRIPTION);
    String vehicle = fields.optionalText("vehicle", MAX_VEHICLE);
    fields.verify();
    return new AssignCarrier(carrier, vehicle);
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

  private static @Nullable Location location(RequestFields milestone) {
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
