package io.quayside.domain.shipment;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;

/** A command on its way between nodes: its name, and its members as an event would store them. */
public final class CommandJson {
  private CommandJson() {}

  /** Writes the members {@code name} and {@code command}. */
  public static void write(JsonWriter out, ShipmentCommand command) {
    out.field("name", command.getClass().getSimpleName()).beginObject("command");
    switch (command) {
      case BookShipment book -> BookingJson.write(out, book.booking());
      case AssignCarrier assign -> {
        out.field("carrier", assign.carrier());
        if (assign.vehicle() != null) {
          out.field("vehicle", assign.vehicle());
        }
      }
      case ReleaseShipment release -> {
        // Its name says it all.
      }
      case RecordMilestone record -> MilestoneJson.write(out, record.milestone(), null);
      case CancelShipment cancel -> out.field("reason", cancel.reason());
    }
    out.endObject();
  }

  /** The command that {@link #write} wrote. */
  public static ShipmentCommand read(StoredFields fields) {
    String name = fields.text("name");
    StoredFields members = fields.object("command");
    ShipmentCommand command =
        switch (name) {
          case "BookShipment" -> new BookShipment(BookingJson.read(members));
          case "AssignCarrier" ->
              new AssignCarrier(members.text("carrier"), members.optionalText("vehicle"));
          case "ReleaseShipment" -> new ReleaseShipment();
          case "RecordMilestone" -> new RecordMilestone(MilestoneJson.read(members));
          case "CancelShipment" -> new CancelShipment(members.text("reason"));
          default -> throw new IllegalArgumentException("no command has the name " + name);
        };
    members.end();
    return command;
  }
}
