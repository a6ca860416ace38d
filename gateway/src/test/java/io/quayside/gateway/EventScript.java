package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.identity.CommandId;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision;
import io.quayside.domain.bidding.BiddingCommand.ExpireOffer;
import io.quayside.domain.bidding.BiddingCommand.FailTender;
import io.quayside.domain.booking.BookingCommand;
import io.quayside.domain.documentation.Content;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The log of one shipment, made of commands that are decided here and not by a gateway, at times
 * that only the script knows. So it also has what no caller can command.
 */
final class EventScript {
  private static final Contexts CONTEXTS = Contexts.STANDARD;
  private static final EventCodec CODEC = new EventCodec(CONTEXTS);

  private final String tenant;
  private final JsonWriter out = new JsonWriter(1024);
  private final List<StoredEvent> events = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();
  private ShipmentStream stream = CONTEXTS.empty(CommandId.random());
  private Instant now = Instant.now();
  private int subscribedAt;

  private EventScript(String tenant) {
    this.tenant = tenant;
  }

  /** A shipment of that shipper, booked and assigned to a carrier. */
  static EventScript assigned(String tenant, String shipper, String carrier) {
    var script = new EventScript(tenant);
    return script
        .then(
            "BookShipment",
            """
            {"reference":"R-1","shipper":"%s","mode":"ROAD","origin":{"unLocode":"DEHAM"},
            "destination":{"unLocode":"DEBER"},
            "cargo":{"description":"Tea","packages":4,"grossWeightKg":800}}
            """
                .formatted(shipper))
        .then("AssignCarrier", "{'carrier':'%s'}".formatted(carrier));
  }

  /** Adds the event of a command, whose body is as over WebSocket, with single quotes. */
  EventScript then(String name, String body) {
    var members = Json.parseObject(body.replace('\'', '"').getBytes(UTF_8));
    Command command = CONTEXTS.commands().get(name).parse(members, now);
    if (command instanceof SubmitDocument submit && submit.sha256() != null) {
      command = submit.with(new Content(submit.sha256(), 48_213, "application/pdf"));
    }
    return then(command);
  }

  /** Opens a tender for bids that only the shipper closes. */
  EventScript openSpot(String more) {
    var closesAt = now.plus(Duration.ofDays(10));
    return then(
        "OpenTender", "{'kind':'SPOT','currency':'EUR','closesAt':'" + closesAt + "'" + more + "}");
  }

  /** Records a milestone that happens now. */
  EventScript milestone(String code, String more) {
    return then(
        "RecordMilestone", "{'code':'" + code + "','occurredAt':'" + now + "'" + more + "}");
  }

  /** The offer's time is over. */
  EventScript expireOffer(int tender) {
    now = now.plus(Duration.ofDays(8));
    return then(new ExpireOffer(tender));
  }

  EventScript failTender(int tender) {
    return then(new FailTender(tender));
  }

  /** Adds the event of a command that only the booking process sends. */
  EventScript thenBySaga(BookingCommand.OfProcess command) {
    return then(command);
  }

  private EventScript then(Command command) {
    now = now.plusMillis(1_000);
    var decision = CONTEXTS.decide(stream, command, Actor.OPERATOR, now);
    if (!(decision instanceof Decision.Accepted accepted)) {
      throw new IllegalStateException(
          command + " behind version " + stream.version() + ": " + decision);
    }
    var stored = CONTEXTS.next(stream, tenant, CommandId.random(), accepted.event());
    stream = CONTEXTS.apply(stream, stored);
    events.add(stored);
    values.add(CODEC.encode(stored, out));
    return this;
  }

  /** Whoever may read the shipment by now subscribes to it, before what comes next. */
  EventScript subscribers() {
    subscribedAt = stream.version();
    return this;
  }

  String shipmentId() {
    return stream.shipmentId();
  }

  int subscribedAt() {
    return subscribedAt;
  }

  int lastVersion() {
    return stream.version();
  }

  List<StoredEvent> events() {
    return events;
  }

  /** The values of the log's records. */
  List<byte[]> values() {
    return values;
  }
}
