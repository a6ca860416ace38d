package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Several;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.ShardRequest.TakePositions;
import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.ReferenceIngest.Device;
import io.quayside.shard.actor.ReferenceIngest.Identity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Devices that report, in order and out of it, once and again, and at times what is older than
 * their window. Every answer is held against the log at the moment it is given:
 *
 * <ul>
 *   <li>whatever is taken stands in the log;
 *   <li>none is accepted twice, however many owners append it, nor one that stands in what the
 *       owner had read when it was asked;
 *   <li>one that was sent once is no duplicate;
 *   <li>those of one request are judged in its order, and one is late only where the log, or what
 *       the owner was asked to append, has left it behind.
 * </ul>
 */
final class SimulatedDevices implements Attempt.Sender {
  private static final int RECENT = 12;

  private final SimulatedOutside outside;
  private final SimulatedWorld world;
  private final SimulatedOwners shardTable;
  private final SimulatedPrincipals principals;
  private final Map<Device, Identity> highest = new HashMap<>();
  private final List<TakePosition> sent = new ArrayList<>();

  /** What may have to be reported again in the end. */
  private final ArrayDeque<TakePosition> untaken = new ArrayDeque<>();

  private final Set<Identity> taken = new HashSet<>();
  private final Set<Identity> accepted = new HashSet<>();
  private final Map<Identity, Integer> times = new HashMap<>();

  /** The highest sequence that each owner was asked to append for each device. */
  private final Map<SimulatedOwner, Map<Device, Identity>> asked = new HashMap<>();

  SimulatedDevices(SimulatedOutside outside, SimulatedOwners shardTable) {
    this.outside = outside;
    this.world = outside.world;
    this.shardTable = shardTable;
    this.principals = new SimulatedPrincipals(outside.world.random);
  }

  /** A device of the shipment reports to somebody, if there is anybody, or several do at once. */
  void report(String shipmentId) {
    SimulatedOwner owner = shardTable.any();
    if (owner == null) {
      return;
    }
    if (world.random.nextInt(4) > 0) {
      ask(owner, by(principals.reporter(shipmentId), track(shipmentId)));
      return;
    }
    List<TakePosition> tracks = new ArrayList<>();
    for (int left = 1 + world.random.nextInt(6); left > 0; left--) {
      tracks.add(track(shipmentId));
    }
    if (world.random.nextInt(10) == 0) {
      tracks.addAll(jump(shipmentId));
    }
    Principal reporter = principals.reporter(shipmentId);
    tracks.replaceAll(track -> by(reporter, track));
    tracks.forEach(track -> count(owner, track));
    owner.ask(new TakePositions(tracks), this);
  }

  private static TakePosition by(Principal principal, TakePosition track) {
    return new TakePosition(track.shipmentId(), track.update(), principal, null);
  }

  private TakePosition track(String shipmentId) {
    TakePosition track =
        !sent.isEmpty() && world.random.nextInt(4) == 0
            ? sent.get(sent.size() - 1 - world.random.nextInt(Math.min(RECENT, sent.size())))
            : newTrack(shipmentId);
    return toBeSent(track);
  }

  private TakePosition toBeSent(TakePosition track) {
    sent.add(track);
    untaken.add(track);
    return track;
  }

  /** A sequence far ahead, and one that its window has left behind. */
  private List<TakePosition> jump(String shipmentId) {
    Device device = anyDevice(shipmentId);
    Identity newest = newest(device);
    long ahead = newest.sequence() + SequenceWindow.WIDTH + 1 + world.random.nextInt(10);
    return List.of(
        toBeSent(newTrack(device, newest.epoch(), ahead)),
        toBeSent(newTrack(device, newest.epoch(), Math.max(0, newest.sequence()))));
  }

  private Device anyDevice(String shipmentId) {
    return new Device(shipmentId, "device" + world.random.nextInt(world.weather.devices()));
  }

  private Identity newest(Device device) {
    return highest.getOrDefault(device, device.at(0, -1));
  }

  private void ask(SimulatedOwner owner, TakePosition track) {
    count(owner, track);
    owner.ask(track, this);
  }

  private void count(SimulatedOwner owner, TakePosition track) {
    Identity identity = Identity.of(track);
    times.merge(identity, 1, Integer::sum);
    asked
        .computeIfAbsent(owner, o -> new HashMap<>())
        .merge(identity.device(), identity, Identity::max);
  }

  private TakePosition newTrack(String shipmentId) {
    Device device = anyDevice(shipmentId);
    Identity newest = newest(device);
    int epoch = epoch(newest.epoch());
    // A device that has restarted counts anew, or goes on where it was.
    long top = epoch <= newest.epoch() || world.random.nextBoolean() ? newest.sequence() : -1;
    int choice = world.random.nextInt(100);
    long sequence;
    if (choice < 60) {
      sequence = top + 1;
    } else if (choice < 72) {
      sequence = top + 2 + world.random.nextInt(4);
    } else if (choice < 90) {
      sequence = top - world.random.nextInt(10);
    } else if (choice < 93) {
      sequence = top + SequenceWindow.WIDTH - 5 + world.random.nextInt(10);
    } else {
      sequence = top - SequenceWindow.WIDTH + 3 - world.random.nextInt(8);
    }
    world.coverage.add(Kind.EPOCHS_RAISED, epoch > newest.epoch() ? 1 : 0);
    return newTrack(device, epoch, Math.max(0, sequence));
  }

  private TakePosition newTrack(Device device, int epoch, long sequence) {
    highest.merge(device, device.at(epoch, sequence), Identity::max);
    SequenceNumber number = new SequenceNumber(epoch, sequence);
    return new TakePosition(
        device.shipmentId(),
        update(device.deviceId(), number),
        SimulatedPrincipals.operatorOf(device.shipmentId()),
        null);
  }

  /** Mostly the newest, at times a higher one, and some that the device kept from before. */
  private int epoch(int newest) {
    int choice = world.random.nextInt(100);
    if (choice < 94) {
      return newest;
    }
    return choice < 97 ? newest + 1 + world.random.nextInt(2) : Math.max(0, newest - 1);
  }

  private PositionUpdate update(String deviceId, SequenceNumber sequence) {
    return new PositionUpdate(deviceId, sequence, world.instant(), Measurements.at(54.3, 10.1));
  }

  @Override
  public void answered(Attempt attempt, ShardAnswer answer) {
    if (attempt.request instanceof TakePositions all) {
      List<ShardAnswer> answers = ((Several) answer).answers();
      assertThat(answers).as("an answer to each of %s", all).hasSameSizeAs(all.tracks());
      for (int i = 0; i < answers.size(); i++) {
        answered(attempt, all.tracks().get(i), answers.get(i));
        judgedInOrder(all.tracks(), answers, i);
      }
    } else {
      answered(attempt, (TakePosition) attempt.request, answer);
    }
  }

  /** One by one, an update would find those before it taken. */
  private void judgedInOrder(List<TakePosition> tracks, List<ShardAnswer> answers, int which) {
    Identity identity = Identity.of(tracks.get(which));
    if (!(answers.get(which) instanceof Taken outcome)) {
      return;
    }
    for (int i = 0; i < which; i++) {
      if (answers.get(i) instanceof Taken && identity.isLateAfter(Identity.of(tracks.get(i)))) {
        world.coverage.add(Kind.UPDATES_LATE_IN_THEIR_REQUEST);
        assertThat(outcome.verdict())
            .as("late after %s: %s", tracks.get(i), identity)
            .isEqualTo(ShardAnswer.Verdict.LATE);
      }
    }
  }

  private void answered(Attempt attempt, TakePosition track, ShardAnswer answer) {
    Identity identity = Identity.of(track);
    if (answer instanceof Taken outcome) {
      assertThat(outside.tracks.standsBelow(identity, outside.positions.end()))
          .as("%s, hence in the log: %s", outcome.verdict(), identity)
          .isTrue();
      assertThat(isJustified(track, attempt.eventsKnown(), true))
          .as("taken, hence allowed to %s: %s", track.principal(), identity)
          .isTrue();
      taken.add(identity);
      taken(attempt, identity, outcome);
    } else {
      refused(attempt, track, (Refused) answer);
    }
  }

  private void taken(Attempt attempt, Identity identity, Taken outcome) {
    SequenceWindow.Verdict before = outside.tracks.verdictBelow(identity, attempt.positionsKnown());
    switch (outcome.verdict()) {
      case ACCEPTED -> {
        world.coverage.add(Kind.UPDATES_ACCEPTED);
        assertThat(before)
            .as("accepted, hence new to what %s had read: %s", attempt.owner, identity)
            .isEqualTo(SequenceWindow.Verdict.NEW);
        assertThat(accepted.add(identity)).as("accepted once: %s", identity).isTrue();
      }
      case DUPLICATE -> {
        world.coverage.add(Kind.UPDATES_DUPLICATE);
        assertThat(times.get(identity)).as("times that it was sent: %s", identity).isGreaterThan(1);
        world.coverage.add(
            Kind.UPDATES_SECOND_OF_TWO_OWNERS, before == SequenceWindow.Verdict.NEW ? 1 : 0);
      }
      case LATE -> {
        world.coverage.add(Kind.UPDATES_LATE);
        boolean byTheLog =
            outside.tracks.verdictBelow(identity, outside.positions.end())
                == SequenceWindow.Verdict.LATE;
        world.coverage.add(Kind.UPDATES_LATE_BY_ONE_LOST, byTheLog ? 0 : 1);
        Identity highestAsked = asked.get(attempt.owner).get(identity.device());
        assertThat(byTheLog || identity.isLateAfter(highestAsked))
            .as("late, hence below the window: %s", identity)
            .isTrue();
      }
    }
  }

  private void refused(Attempt attempt, TakePosition track, Refused refused) {
    ProblemCode code = refused.problem().code();
    assertThat(outside.atRest && AnswerCheck.COME_AGAIN.contains(code))
        .as("an answer from %s, which is at rest, to %s: %s", attempt.owner, track, refused)
        .isFalse();
    if (code == ProblemCode.SHIPMENT_NOT_FOUND || code == ProblemCode.FORBIDDEN) {
      boolean hidden = code == ProblemCode.SHIPMENT_NOT_FOUND;
      world.coverage.add(hidden ? Kind.UPDATES_HIDDEN : Kind.UPDATES_FORBIDDEN);
      assertThat(isJustified(track, attempt.eventsEnd(), false))
          .as("%s to %s: %s", code, track.principal(), track)
          .isTrue();
      return;
    }
    assertThat(code).isIn(ProblemCode.OVERLOADED, ProblemCode.TEMPORARILY_UNAVAILABLE);
    world.coverage.add(code == ProblemCode.OVERLOADED ? Kind.OVERLOADED : Kind.UPDATES_UNAVAILABLE);
  }

  /** Whether one of the states since that offset allows an update to its principal, or does not. */
  private boolean isJustified(TakePosition track, long since, boolean allowed) {
    ReferenceReader reference = outside.reference;
    String id = track.shipmentId();
    for (int version = reference.versionBelow(id, since);
        version <= reference.version(id);
        version++) {
      if (ReferenceRights.mayReport(track.principal(), reference.at(id, version)) == allowed) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void notOwner() {
    // A device repeats by chance.
  }

  @Override
  public void lost() {
    // A device repeats by chance.
  }

  /** Reports once more what has not been taken; false if there is nothing. */
  boolean repeatUntaken(SimulatedOwner owner) {
    while (!untaken.isEmpty()) {
      TakePosition track = untaken.poll();
      boolean booked = outside.reference.version(track.shipmentId()) > 0;
      if (booked && !taken.contains(Identity.of(track))) {
        ask(owner, track);
        return true;
      }
    }
    return false;
  }
}
