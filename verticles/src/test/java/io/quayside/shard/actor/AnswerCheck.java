package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.CommandId;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Actor;
import io.quayside.domain.Decision;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.actor.Coverage.Kind;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Holds every answer to a command against the log at the moment it is given. What is accepted
 * stands there and counts. What is refused is refused by a state that the shipment has had since
 * the owner was asked, whoever else wrote meanwhile: so a lagging read model shows, and an owner
 * who does not know that it is one no more.
 */
final class AnswerCheck implements Attempt.Sender {
  /** What is no answer. */
  static final Set<ProblemCode> COME_AGAIN =
      EnumSet.of(
          ProblemCode.COMMAND_IN_FLIGHT,
          ProblemCode.OVERLOADED,
          ProblemCode.TEMPORARILY_UNAVAILABLE);

  /** How often a context or the gate has refused a command, by the reason. */
  private static final Map<ProblemCode, Kind> REJECTIONS =
      Map.ofEntries(
          Map.entry(ProblemCode.ILLEGAL_TRANSITION, Kind.COMMANDS_REFUSED),
          Map.entry(ProblemCode.TENDER_NOT_FOUND, Kind.TENDERS_UNKNOWN),
          Map.entry(ProblemCode.TENDER_IN_PROGRESS, Kind.TENDERS_IN_PROGRESS),
          Map.entry(ProblemCode.TOO_LATE, Kind.COMMANDS_TOO_LATE),
          Map.entry(ProblemCode.NOT_INVITED, Kind.BIDS_NOT_INVITED),
          Map.entry(ProblemCode.BID_TOO_HIGH, Kind.BIDS_TOO_HIGH),
          Map.entry(ProblemCode.VALIDATION_FAILED, Kind.COMMANDS_INVALID),
          Map.entry(ProblemCode.LIMIT_REACHED, Kind.LIMITS_REACHED),
          Map.entry(ProblemCode.DOCUMENT_NOT_FOUND, Kind.DOCUMENTS_UNKNOWN),
          Map.entry(ProblemCode.SAGA_NOT_FOUND, Kind.BOOKINGS_UNKNOWN),
          Map.entry(ProblemCode.CONTENT_MISSING, Kind.CONTENT_MISSING),
          Map.entry(ProblemCode.DOCUMENTS_MISSING, Kind.RELEASES_HELD));

  private final SimulatedOutside outside;
  private final Coverage coverage;
  private final ReferenceReader reference;

  AnswerCheck(SimulatedOutside outside) {
    this.outside = outside;
    this.coverage = outside.world.coverage;
    this.reference = outside.reference;
  }

  /**
   * A shipment's version is at most what there is, and at least what the owner had read; where that
   * is less than was asked for, at least what there was.
   */
  @Override
  public void answered(Attempt attempt, ShardAnswer answer) {
    if (answer instanceof Version version) {
      coverage.add(Kind.VERSIONS_TOLD);
      ReadVersion tell = (ReadVersion) attempt.request;
      if (version.version() == 0) {
        hidden(attempt, tell);
        return;
      }
      assertThat(
              ReferenceRights.mayRead(
                  tell.principal(), reference.at(tell.shipmentId(), version.version())))
          .as("told to %s, who may read it", tell.principal())
          .isTrue();
      long known = version.version() < tell.atLeast() ? attempt.eventsEnd() : attempt.eventsKnown();
      assertThat(version.version())
          .as("the version of %s", attempt.request)
          .isBetween(
              reference.versionBelow(tell.shipmentId(), known),
              reference.version(tell.shipmentId()));
    } else {
      assertThat(((Refused) answer).problem().code())
          .isIn(ProblemCode.OVERLOADED, ProblemCode.TEMPORARILY_UNAVAILABLE);
    }
  }

  /** None is told, hence there is none, or none that the principal may read. */
  private void hidden(Attempt attempt, ReadVersion tell) {
    coverage.add(Kind.VERSIONS_HIDDEN);
    int from = reference.versionBelow(tell.shipmentId(), attempt.eventsEnd());
    boolean justified = false;
    for (int v = from; v <= reference.version(tell.shipmentId()); v++) {
      justified |= !ReferenceRights.mayRead(tell.principal(), reference.at(tell.shipmentId(), v));
    }
    assertThat(justified).as("hidden from %s: %s", tell.principal(), tell).isTrue();
  }

  @Override
  public void notOwner() {
    // Asked in vain.
  }

  @Override
  public void lost() {
    // Nothing was promised.
  }

  void command(Attempt attempt, Decide decide, ShardAnswer answer) {
    switch (answer) {
      case Accepted accepted -> accepted(attempt, decide, accepted);
      case Refused refused -> refused(attempt, (Decide) attempt.request, refused);
      case ShardAnswer.Several each ->
          throw new AssertionError("not an answer to a command: " + each);
      case Taken taken -> throw new AssertionError("not an answer to a command: " + taken);
      case Version version -> throw new AssertionError("not an answer to a command: " + version);
    }
  }

  private void accepted(Attempt attempt, Decide decide, Accepted accepted) {
    Receipt receipt = accepted.receipt();
    StoredEvent counted = reference.counted(decide.shipmentId(), receipt.version());
    assertThat(counted).as("accepted, hence in the log").isNotNull();
    assertThat(receipt).as("accepted as what counts").isEqualTo(Receipt.of(counted));
    assertThat(receipt.commandId()).isEqualTo(decide.commandId());
    if (accepted.replayed()) {
      coverage.add(Kind.COMMANDS_REPLAYED);
      ShipmentStream now =
          reference.at(decide.shipmentId(), reference.version(decide.shipmentId()));
      boolean hasRight = isAllowed(now, (Decide) attempt.request);
      coverage.add(Kind.COMMANDS_REPLAYED_WITHOUT_RIGHT, hasRight ? 0 : 1);
      return;
    }
    coverage.add(Kind.COMMANDS_ACCEPTED);
    assertThat(reference.sent(attempt.owner.number, decide.commandId()))
        .as("not a replay, hence sent by %s", attempt.owner)
        .isTrue();
    if (decide.ifMatch() != null) {
      assertThat(receipt.version())
          .as("the version after If-Match")
          .isEqualTo(decide.ifMatch() + 1);
    }
  }

  private void refused(Attempt attempt, Decide decide, Refused refused) {
    assertThat(outside.atRest && COME_AGAIN.contains(refused.problem().code()))
        .as("an answer from %s, which is at rest, to %s: %s", attempt.owner, decide, refused)
        .isFalse();
    switch (refused.problem().code()) {
      case SHIPMENT_NOT_FOUND -> {
        coverage.add(Kind.COMMANDS_HIDDEN);
        judged(attempt, decide, s -> isHidden(s, decide));
      }
      case FORBIDDEN -> {
        coverage.add(Kind.COMMANDS_FORBIDDEN);
        judged(attempt, decide, s -> isRefused(attempt, s, decide, ProblemCode.FORBIDDEN));
      }
      case VERSION_MISMATCH -> {
        coverage.add(Kind.COMMANDS_STALE);
        judged(attempt, decide, s -> isAllowed(s, decide) && s.version() != decide.ifMatch());
      }
      case IDEMPOTENCY_KEY_REUSED -> {
        coverage.add(Kind.KEYS_REUSED);
        var counted = reference.ofKey(CommandId.keyPart(decide.commandId()));
        assertThat(counted).as("a key that was used").isNotNull();
        assertThat(counted.event().commandId()).isNotEqualTo(decide.commandId());
      }
      case COMMAND_IN_FLIGHT -> {
        coverage.add(Kind.COMMANDS_IN_FLIGHT);
        assertThat(decide.keyed()).isTrue();
        assertThat(attempt.owner.askedWith(CommandId.keyPart(decide.commandId())))
            .as("another one with that key")
            .isGreaterThan(1);
      }
      case OVERLOADED -> coverage.add(Kind.OVERLOADED);
      case TEMPORARILY_UNAVAILABLE -> coverage.add(Kind.COMMANDS_UNAVAILABLE);
      default -> rejected(attempt, decide, refused.problem().code());
    }
  }

  /** Refused by its context or by the gate. */
  private void rejected(Attempt attempt, Decide decide, ProblemCode code) {
    Kind kind = REJECTIONS.get(code);
    assertThat(kind).as("an answer to a command: %s", code).isNotNull();
    coverage.add(kind);
    judged(attempt, decide, s -> isRefused(attempt, s, decide, code));
  }

  /** Refused by its context or the gate, or for want of a right by a principal that knows of it. */
  private static boolean isRefused(
      Attempt attempt, ShipmentStream stream, Decide decide, ProblemCode code) {
    if (isAllowed(stream, decide)) {
      return isRejected(attempt, stream, decide, code);
    }
    return !isHidden(stream, decide)
        && code == ReferenceRights.refusalToReader(decide.principal(), decide.command());
  }

  /** Whether there is no such shipment for the principal. */
  private static boolean isHidden(ShipmentStream stream, Decide decide) {
    return stream.version() == 0
        ? !decide.command().opensStream()
        : !ReferenceRights.knows(decide.principal(), stream, decide.command());
  }

  private static boolean isAllowed(ShipmentStream stream, Decide decide) {
    return (stream.version() > 0 || decide.command().opensStream())
        && ReferenceRights.mayCommand(decide.principal(), stream, decide.command());
  }

  /** At one of the moments between which the owner has decided; what is late stays late. */
  private static boolean isRejected(
      Attempt attempt, ShipmentStream stream, Decide decide, ProblemCode code) {
    boolean current = decide.ifMatch() == null || decide.ifMatch() == stream.version();
    return current
        && (rejection(stream, decide, attempt.arrivedAt()) == code
            || rejection(stream, decide, attempt.owner.now()) == code);
  }

  private static ProblemCode rejection(ShipmentStream stream, Decide decide, Instant now) {
    Actor by = Actor.of(decide.principal());
    return Contexts.STANDARD.decide(stream, decide.command(), by, now)
            instanceof Decision.Rejected rejected
        ? rejected.problem().code()
        : null;
  }

  /** Refused by a state, hence not known by its key, and by a state that there has been. */
  private void judged(Attempt attempt, Decide decide, Predicate<ShipmentStream> refuses) {
    String shipmentId = decide.shipmentId();
    int from = reference.versionBelow(shipmentId, attempt.eventsEnd());
    int to = reference.version(shipmentId);
    var counted = reference.ofKey(CommandId.keyPart(decide.commandId()));
    if (decide.keyed() && counted != null) {
      assertThat(counted.offset())
          .as("a retry of what there was gets the first answer: %s", decide)
          .isGreaterThanOrEqualTo(attempt.eventsEnd());
    }
    boolean justified = false;
    for (int version = from; version <= to && !justified; version++) {
      justified = refuses.test(reference.at(shipmentId, version));
    }
    assertThat(justified)
        .as("refused by a state of version %d to %d: %s", from, to, decide)
        .isTrue();
  }
}
