package io.quayside.shard.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.ExceptionCode;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Several;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.ShardRequest.TakePositions;
import io.quayside.shard.rpc.ShardMessage.NumberedReply;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import io.quayside.shard.rpc.ShardMessage.ReplyBatch;
import io.quayside.shard.rpc.ShardMessage.RequestBatch;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes from node to node arrives as it was sent. */
class ShardCodecTest {
  private static final String ID = "0123456789ABCDEFGHJKMNPQRS";
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final Instant TIME = Instant.parse("2026-05-04T10:20:30.123Z");

  private final ShardCodec codec = new ShardCodec(Contexts.STANDARD);

  private static final List<Principal> PRINCIPALS =
      List.of(
          Principal.ANONYMOUS,
          new Principal(
              "acme", Role.SHIPPER, "key/erp", Set.of("Müller", "Hansa"), Set.of(), false, null),
          new Principal("acme", Role.SHIPPER, "key/all", null, Set.of(), false, null),
          new Principal(
              "acme", Role.CARRIER, "jwt/idp/7", null, Set.of("MAEU", "HLCU"), false, null),
          new Principal("default", Role.DEVICE, "device/G/ü", null, Set.of(), false, "ü"),
          Principal.operatorOfAll("acme", "key/*/ops"));

  static Stream<ShardMessage> messages() {
    return Stream.concat(
        Stream.of(
            new RequestBatch(
                "back.to",
                PRINCIPALS.stream()
                    .map(each -> new NumberedRequest(7, new ReadVersion(ID, each, 1, true)))
                    .toList()),
            new RequestBatch(
                "back.to",
                PRINCIPALS.stream().map(each -> new NumberedRequest(7, tracks(each))).toList()),
            new RequestBatch(
                "back.to",
                requests().map(request -> new NumberedRequest(1L << 40, request)).toList()),
            new ReplyBatch(
                List.of(
                    new NumberedReply(2, new Taken(Verdict.LATE), null),
                    new NumberedReply(3, null, null),
                    new NumberedReply(1, null, "a defect")))),
        Stream.concat(
            requests()
                .map(one -> new RequestBatch("back.to", List.of(new NumberedRequest(1, one)))),
            answers().map(one -> new ReplyBatch(List.of(new NumberedReply(1, one, null))))));
  }

  private static Stream<ShardRequest> requests() {
    var cargo = new Cargo("Pumpen, \"verpackt\" \ud83c\udfb2", 12, 4870.5, "CSQU3054383");
    var bare = new Cargo("Pumps", 1, 0.001, null);
    return Stream.of(
        decide(new BookShipment(booking(cargo, TIME, TIME.plusSeconds(9))), true, 3, TRACE),
        decide(new BookShipment(booking(bare, null, null)), false, null, null),
        decide(new AssignCarrier("MAEU", "HH-QS 1"), true, 0, null),
        decide(new AssignCarrier("MAEU", null), false, null, TRACE),
        decide(new ReleaseShipment(), true, null, null),
        decide(
            new RecordMilestone(
                new Milestone(
                    MilestoneCode.EXCEPTION_RAISED,
                    TIME,
                    new Location("DEHAM", 53.54, -9.98),
                    "a note",
                    ExceptionCode.DAMAGED)),
            true,
            7,
            null),
        decide(
            new RecordMilestone(new Milestone(MilestoneCode.DEPARTED, TIME, null, null, null)),
            false,
            null,
            null),
        decide(new CancelShipment("no more"), true, null, null),
        new TakePosition(
            ID,
            new PositionUpdate(
                "truck",
                new SequenceNumber(Integer.MAX_VALUE, SequenceNumber.MAX_NUMBER),
                TIME,
                Measurements.at(1.5, -2.5)
                    .with(Measurement.ACCURACY, 3)
                    .with(Measurement.ALTITUDE, 4)
                    .with(Measurement.SPEED, 5)
                    .with(Measurement.HEADING, 6)
                    .with(Measurement.TEMPERATURE, 7)
                    .with(Measurement.HUMIDITY, 8)
                    .with(Measurement.BATTERY, 9)),
            Principal.ANONYMOUS,
            TRACE),
        new TakePosition(
            ID,
            new PositionUpdate("t", new SequenceNumber(0, 0), TIME, Measurements.at(0.0, 0.0)),
            Principal.ANONYMOUS,
            null),
        new TakePositions(
            List.of(track(ID, 1, TRACE), track(ID.toLowerCase(Locale.ROOT), 2, null))),
        new ReadVersion(ID, Principal.ANONYMOUS, 7, false),
        new ReadVersion(ID, Principal.ANONYMOUS, 7, true));
  }

  private static Stream<ShardAnswer> answers() {
    return Stream.of(
        new Several(
            List.of(
                new Taken(Verdict.ACCEPTED),
                new Refused(ProblemCode.OVERLOADED, "much"),
                new Taken(Verdict.DUPLICATE))),
        new Accepted(
            ID, new Receipt("id-1", 4, "shipment.departed.v1", Status.IN_TRANSIT, TIME, 0), true),
        new Accepted(
            ID, new Receipt("id-2", 1, "shipment.booked.v1", Status.BOOKED, TIME, 3), false),
        new Taken(Verdict.LATE),
        new Version(0),
        new Refused(ProblemCode.ILLEGAL_TRANSITION, "not from BOOKED"));
  }

  private static TakePosition track(String shipmentId, long sequence, String traceparent) {
    return new TakePosition(
        shipmentId,
        new PositionUpdate("t", new SequenceNumber(0, sequence), TIME, Measurements.at(0.0, 0.0)),
        Principal.ANONYMOUS,
        traceparent);
  }

  private static Booking booking(Cargo cargo, Instant pickupAt, Instant deliveryBy) {
    return new Booking("PO", "Nordlicht", Mode.SEA, "DEHAM", "SGSIN", cargo, pickupAt, deliveryBy);
  }

  private static TakePositions tracks(Principal principal) {
    var update = new PositionUpdate("t", new SequenceNumber(0, 1), TIME, Measurements.at(0.0, 0.0));
    var track = new TakePosition(ID, update, principal, null);
    return new TakePositions(List.of(track, track));
  }

  private static Decide decide(
      ShipmentCommand command, boolean keyed, Integer ifMatch, String traceparent) {
    return new Decide(ID, command, Principal.ANONYMOUS, "the-command", keyed, ifMatch, traceparent);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldReadWhatItWrites(ShardMessage message) {
    var buffer = Buffer.buffer("something before");
    int position = buffer.length();

    codec.encodeToWire(buffer, message);
    buffer.appendString("something behind");

    assertThat(codec.decodeFromWire(position, buffer)).isEqualTo(message);
    assertThat(codec.transform(message)).isSameAs(message);
    assertThat(ShardCodec.handles(message)).isTrue();
  }

  /** Nodes of protocol 4 write and read requests without principals. */
  @Test
  void shouldWriteRequestsOfAnonymousCallersAsNodesWithoutPrincipalsDo() {
    var buffer = Buffer.buffer();
    codec.encodeToWire(
        buffer,
        new RequestBatch(
            "back.to",
            List.of(new NumberedRequest(3, new ReadVersion(ID, Principal.ANONYMOUS, 7, true)))));

    var expected = Buffer.buffer().appendString("Q").appendInt(7).appendString("back.to");
    expected.appendInt(1).appendLong(3).appendString("v").appendInt(26).appendString(ID);
    expected.appendInt(7).appendByte((byte) 1);
    assertThat(buffer).isEqualTo(expected);
  }

  @Test
  void shouldWriteEachPrincipalOncePerMessage() {
    var shipper = PRINCIPALS.get(1);
    List<NumberedRequest> requests =
        IntStream.range(0, 100)
            .mapToObj(i -> new NumberedRequest(i, new ReadVersion(ID, shipper, 1, false)))
            .toList();
    var one = Buffer.buffer();
    codec.encodeToWire(one, new RequestBatch("back.to", requests.subList(0, 1)));
    var hundred = Buffer.buffer();
    codec.encodeToWire(hundred, new RequestBatch("back.to", requests));

    int perRequest =
        Long.BYTES + Integer.BYTES + 1 + Integer.BYTES + ID.length() + Integer.BYTES + 1;
    assertThat(hundred.length() - one.length()).isEqualTo(99 * perRequest);
  }

  @Test
  void shouldRefuseWhatIsNoneOfItsMessages() {
    assertThat(ShardCodec.handles("text")).isFalse();
    assertThatThrownBy(() -> codec.encodeToWire(Buffer.buffer(), "text"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
