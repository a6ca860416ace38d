package io.quayside.domain.shipment;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Actor;
import io.quayside.domain.CommandType;
import io.quayside.domain.Context;
import io.quayside.domain.Decision;
import io.quayside.domain.EventType;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The descriptor of the shipment context, which opens every stream. */
public final class ShipmentContext implements Context<Shipment, ShipmentCommand, ShipmentEvent> {
  @Override
  public String name() {
    return "shipment";
  }

  @Override
  public Class<ShipmentCommand> commandClass() {
    return ShipmentCommand.class;
  }

  @Override
  public Class<ShipmentEvent> eventClass() {
    return ShipmentEvent.class;
  }

  @Override
  public List<CommandType<? extends ShipmentCommand>> commands() {
    return ShipmentCommands.ALL;
  }

  @Override
  public List<EventType<? extends ShipmentEvent>> events() {
    return ShipmentEvents.ALL;
  }

  @Override
  public EventType<? extends ShipmentEvent> typeOf(ShipmentEvent event) {
    return ShipmentEvents.typeOf(event);
  }

  @Override
  public Decision decide(
      @Nullable Shipment sliceOrNull, ShipmentCommand command, Actor by, Instant now) {
    return Shipments.decide(sliceOrNull, command, now);
  }

  @Override
  public Shipment evolve(@Nullable Shipment sliceOrNull, ShipmentEvent event, int version) {
    return Shipments.evolve(sliceOrNull, event);
  }

  /** Its shipper, and the assigned carrier until another one is assigned. */
  @Override
  public boolean mayRead(Principal principal, Shipment shipment) {
    return principal.isShipper(shipment.booking().shipper())
        || principal.isCarrier(shipment.carrier());
  }

  @Override
  public boolean changesReaders(ShipmentEvent event) {
    return event instanceof CarrierAssigned;
  }

  @Override
  public void writeSlice(JsonWriter out, Shipment shipment) {
    ShipmentJson.writeState(out, shipment);
  }

  @Override
  public Shipment readSlice(StoredFields fields) {
    return ShipmentJson.readState(fields);
  }
}
