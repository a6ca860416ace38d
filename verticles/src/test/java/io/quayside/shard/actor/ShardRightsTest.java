package io.quayside.shard.actor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.cluster.Agreement;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.stream.Contexts;
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
import io.quayside.shard.replication.Replica;
import io.quayside.shard.replication.WindowReplication;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a shard answers to principals, in the order of judging: unknown or another tenant's, replay,
 * right, parked, version, status. Two owners write the shard, each of which knows at first only
 * what it has appended itself.
 */
class ShardRightsTest {
  private static final String ID = "7ZZZZZZZZZZZZZZZZZZZZZZZZ0";
  private static final String UNKNOWN = "7ZZZZZZZZZZZZZZZZZZZZZZZZ1";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final Principal SHIPPER = principal("acme", Role.SHIPPER);
  private static final Principal FOREIGN = principal("globex", Role.OPERATOR);
  private static final Principal FIRST_CARRIER = carrier("MAEU");
  private static final Principal SECOND_CARRIER = carrier("DHLC");

  private static final Command PICK_UP =
      new RecordMilestone(new Milestone(MilestoneCode.PICKED_UP, NOW, null, null, null));
  private static final Command DEPART =
      new RecordMilestone(new Milestone(MilestoneCode.DEPARTED, NOW, null, null, null));

  private final MemoryLog events = new MemoryLog();
  private final MemoryLog positions = new MemoryLog();
  private final UnprojectedModels models = new UnprojectedModels();
  private final ManualProtocol protocol = new ManualProtocol(Agreement.HIGHEST_PROTOCOL);
  private final Shard shard = shard();
  private final Shard otherOwner = shard();

  private Shard shard() {
    return new Shard(
        events,
        0,
        positions,
        0,
        models,
        models,
        WindowReplication.inherit(Replica.NONE, () -> 1, 0).result(),
        Contexts.STANDARD,
        protocol,
        () -> NOW,
        ShardLimits.DEFAULT,
        new Metrics(new SimpleMeterRegistry()));
  }

  private static Principal principal(String tenant, Role role) {
    return new Principal(tenant, role, "key/" + role.word(), null, Set.of(), false, null);
  }

  private static Principal carrier(String carrier) {
    return new Principal(
        "acme", Role.CARRIER, "key/" + carrier, null, Set.of(carrier), false, null);
  }

  private static Principal device(String carrier) {
    return new Principal(
        "acme", Role.DEVICE, "device/G/truck", null, Set.of(carrier), false, "truck");
  }

  /** Books the shipment for tenant acme. */
  private void book() {
    var cargo = new Cargo("tea", 10, 1200, null);
    var booking = new Booking("R-1", "Hansa Tea", Mode.SEA, "DEHAM", "SEGOT", cargo, null, null);
    accept(shard, SHIPPER, new BookShipment(booking), "BOOK-1");
  }

  private void assign(Shard owner, String carrier) {
    accept(owner, SHIPPER, new AssignCarrier(carrier, null), "ASSIGN" + carrier + "-1");
  }

  private static ShardAnswer ask(Shard owner, ShardRequest request) {
    Promise<ShardAnswer> answer = Promise.promise();
    owner.ask(request, answer);
    assertThat(answer.future().isComplete()).as("answered: %s", request).isTrue();
    return answer.future().result();
  }

  private static ShardAnswer decide(
      Shard owner, Principal principal, Command command, String commandId, Integer ifMatch) {
    return ask(owner, new Decide(ID, command, principal, commandId, true, ifMatch, null));
  }

  private static void accept(Shard owner, Principal principal, Command command, String commandId) {
    assertThat(decide(owner, principal, command, commandId, null)).isInstanceOf(Accepted.class);
  }

  private static void refuse(
      Shard owner, Principal principal, Command command, Integer ifMatch, ProblemCode expected) {
    assertRefused(decide(owner, principal, command, "NEW" + expected + "-1", ifMatch), expected);
  }

  private static void assertRefused(ShardAnswer answer, ProblemCode expected) {
    assertThat(answer).isInstanceOf(Refused.class);
    assertThat(((Refused) answer).problem().code()).isEqualTo(expected);
  }

  private static TakePosition update(Principal principal, String deviceId, long sequence) {
    return new TakePosition(
        ID,
        new PositionUpdate(
            deviceId, new SequenceNumber(0, sequence), NOW, Measurements.at(54.3, 10.1)),
        principal,
        null);
  }

  private void park() {
    events.add(ID, "no event");
    ask(shard, new ReadVersion(ID, SHIPPER, 99, false));
    refuse(shard, SHIPPER, new ReleaseShipment(), null, ProblemCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void shouldAnswerForAnotherTenantsShipmentAsForAnUnknownOne() {
    book();
    var unknown = ask(shard, new Decide(UNKNOWN, PICK_UP, FOREIGN, "KEY-1", true, null, null));

    assertRefused(unknown, ProblemCode.SHIPMENT_NOT_FOUND);
    assertThat(decide(shard, FOREIGN, PICK_UP, "KEY-1", null)).isEqualTo(unknown);
    assertThat(decide(shard, FOREIGN, PICK_UP, "KEY-1", 7)).isEqualTo(unknown);
    assertThat(decide(shard, FIRST_CARRIER, PICK_UP, "KEY2-1", 7)).isEqualTo(unknown);
    park();
    assertThat(decide(shard, FOREIGN, PICK_UP, "KEY-1", null)).isEqualTo(unknown);
    assertThat(decide(shard, FIRST_CARRIER, PICK_UP, "KEY2-1", null)).isEqualTo(unknown);
  }

  /** A new key of the same name is the same caller, and may have another scope. */
  @Test
  void shouldReplayWhatWasAcceptedBeforeTheRightEnded() {
    book();
    assign(shard, "MAEU");
    var first = (Accepted) decide(shard, FIRST_CARRIER, PICK_UP, "PICK-1", null);
    var rotated =
        new Principal(
            "acme", Role.CARRIER, FIRST_CARRIER.name(), null, Set.of("DHLC"), false, null);

    var again = (Accepted) decide(shard, rotated, PICK_UP, "PICK-1", 1);
    assertThat(first.replayed()).isFalse();
    assertThat(again.replayed()).isTrue();
    assertThat(again.receipt()).isEqualTo(first.receipt());
    assertRefused(
        decide(shard, rotated, DEPART, "PICK-2", null), ProblemCode.IDEMPOTENCY_KEY_REUSED);
    refuse(shard, rotated, DEPART, null, ProblemCode.SHIPMENT_NOT_FOUND);

    park();
    assertThat(decide(shard, rotated, PICK_UP, "PICK-1", null)).isEqualTo(again);
  }

  @Test
  void shouldJudgeTheRightBeforeVersionAndStatus() {
    book();
    assign(shard, "MAEU");

    refuse(shard, FIRST_CARRIER, new ReleaseShipment(), 7, ProblemCode.FORBIDDEN);
    refuse(shard, SHIPPER, DEPART, 7, ProblemCode.FORBIDDEN);
    refuse(shard, FIRST_CARRIER, DEPART, 7, ProblemCode.VERSION_MISMATCH);
    refuse(shard, FIRST_CARRIER, DEPART, 2, ProblemCode.ILLEGAL_TRANSITION);

    park();
    refuse(shard, FIRST_CARRIER, new ReleaseShipment(), 7, ProblemCode.FORBIDDEN);
    refuse(shard, FIRST_CARRIER, DEPART, 7, ProblemCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void shouldGrantWhatAnotherOwnerHasGiven() {
    book();
    assign(shard, "MAEU");
    assertThat(ask(otherOwner, new ReadVersion(ID, SHIPPER, 2, false))).isEqualTo(new Version(2));
    assign(shard, "DHLC");

    accept(otherOwner, SECOND_CARRIER, PICK_UP, "PICK-1");
  }

  @Test
  void shouldNotGrantWhatAnotherOwnerHasTaken() {
    book();
    assign(shard, "MAEU");
    assertThat(ask(otherOwner, new ReadVersion(ID, SHIPPER, 2, false))).isEqualTo(new Version(2));
    assign(shard, "DHLC");

    refuse(otherOwner, FIRST_CARRIER, PICK_UP, null, ProblemCode.SHIPMENT_NOT_FOUND);
    assertThat(ask(shard, new ReadVersion(ID, SHIPPER, 4, false))).isEqualTo(new Version(3));
  }

  @Test
  void shouldTellTheVersionToThoseWhoMayRead() {
    book();
    assign(shard, "MAEU");
    assertThat(ask(otherOwner, new ReadVersion(ID, SHIPPER, 2, false))).isEqualTo(new Version(2));
    assign(shard, "DHLC");

    for (Principal other : List.of(FOREIGN, FIRST_CARRIER, device("DHLC"))) {
      assertThat(ask(shard, new ReadVersion(ID, other, 1, false))).isEqualTo(new Version(0));
    }
    assertThat(ask(otherOwner, new ReadVersion(ID, SECOND_CARRIER, 1, false)))
        .as("assigned by another owner")
        .isEqualTo(new Version(3));
  }

  @Test
  void shouldJudgeEachUpdateByItself() {
    book();
    assign(shard, "MAEU");
    var mine = device("MAEU");
    var updates =
        new TakePositions(
            List.of(update(mine, "truck", 1), update(mine, "other", 1), update(mine, "truck", 2)));

    var answers = ((Several) ask(shard, updates)).answers();
    assertThat(answers.get(0)).isEqualTo(new Taken(Verdict.ACCEPTED));
    assertRefused(answers.get(1), ProblemCode.FORBIDDEN);
    assertThat(answers.get(2)).isEqualTo(new Taken(Verdict.ACCEPTED));

    assertRefused(ask(shard, update(device("DHLC"), "truck", 3)), ProblemCode.SHIPMENT_NOT_FOUND);
    assertRefused(ask(shard, update(FOREIGN, "truck", 3)), ProblemCode.SHIPMENT_NOT_FOUND);
    assertRefused(ask(shard, update(SHIPPER, "truck", 3)), ProblemCode.FORBIDDEN);
    assertThat(positions.records).hasSize(2);
  }

  @Test
  void shouldTakeUpdatesOfACarrierThatAnotherOwnerHasAssigned() {
    book();
    assign(shard, "MAEU");
    assertThat(ask(otherOwner, new ReadVersion(ID, SHIPPER, 2, false))).isEqualTo(new Version(2));
    assign(shard, "DHLC");

    assertThat(ask(otherOwner, update(SECOND_CARRIER, "truck", 1)))
        .isEqualTo(new Taken(Verdict.ACCEPTED));
    assertRefused(
        ask(otherOwner, update(FIRST_CARRIER, "truck", 2)), ProblemCode.SHIPMENT_NOT_FOUND);
  }

  @Test
  void shouldWriteTenantAndCaller() {
    book();
    ask(shard, update(principal("acme", Role.OPERATOR), "truck", 1));

    var booked = events.records.getFirst();
    assertThat(new String(booked.value(), UTF_8)).contains("\"tenantid\":\"acme\",\"data\":");
    assertThat(booked.caller()).isEqualTo("acme/key/shipper");
    var position = positions.records.getFirst();
    assertThat(new String(position.value(), UTF_8)).contains("\"tenantid\":\"acme\",\"data\":");
    assertThat(position.caller()).isEqualTo("acme/key/operator");
  }

  @Test
  void shouldWriteNoTenantWhileANodeKnowsNone() {
    protocol.agreed = Agreement.PRINCIPALS_PROTOCOL - 1;
    var cargo = new Cargo("tea", 10, 1200, null);
    var booking = new Booking("R-1", "Hansa Tea", Mode.SEA, "DEHAM", "SEGOT", cargo, null, null);

    refuse(shard, SHIPPER, new BookShipment(booking), null, ProblemCode.TEMPORARILY_UNAVAILABLE);
    accept(shard, Principal.ANONYMOUS, new BookShipment(booking), "BOOK-1");
    assertThat(new String(events.records.getFirst().value(), UTF_8)).doesNotContain("tenantid");
    assertThat(events.records.getFirst().caller()).isEqualTo("anonymous");
  }
}
