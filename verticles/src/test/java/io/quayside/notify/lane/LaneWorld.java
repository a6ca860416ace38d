package io.quayside.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Cursor;
import io.quayside.notify.lane.LaneStore.Ending;
import io.quayside.notify.lane.LaneStore.Saved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The log, PostgreSQL, the topic of letters, a receiver, and the owners of one consumer. */
final class LaneWorld {
  static final int SHARDS = 2;
  private static final int SHIPMENTS = 5;

  private final Random random;
  private final ManualScheduler scheduler = new ManualScheduler();
  private final Map<Integer, List<FeedEvent>> log = new HashMap<>();
  private final Map<String, List<FeedEvent>> history = new TreeMap<>();

  /** By shard, the cursor. */
  private final Map<Integer, Cursor> cursors = new TreeMap<>();

  private final Map<String, Lane> lanes = new LinkedHashMap<>();

  /** By event, the letter: whether it is parked. */
  private final Map<String, Boolean> letters = new TreeMap<>();

  private final Set<String> discarded = new HashSet<>();
  private final Map<String, List<Integer>> received = new TreeMap<>();
  private final Set<String> poison = new HashSet<>();
  private final List<LaneOwner> owners = new ArrayList<>();
  private boolean calm;
  private long now;
  private int takeovers;
  private int takenAgain;
  private int writesOfFormerOwners;
  private int parkings;
  private int redrivesInVain;
  private int discards;

  LaneWorld(long seed) {
    random = new Random(seed);
    for (int shard = 0; shard < SHARDS; shard++) {
      log.put(shard, new ArrayList<>());
      cursors.put(shard, new Cursor(0, 0, 0));
    }
    owners.add(takenOver());
  }

  Instant now() {
    return Instant.ofEpochMilli(now);
  }

  /** Something happens. */
  void step() {
    now += random.nextInt(200);
    switch (random.nextInt(26)) {
      case 0, 1, 2, 3 -> append();
      case 4 -> takeOver();
      case 5 -> {
        if (owners.size() > 1) {
          owners.remove(random.nextInt(owners.size()));
        }
      }
      case 6, 7 -> handBack();
      case 8 -> new LaneReplays(random, log, history, cursors, lanes).replay(letters, now());
      default -> owners.get(random.nextInt(owners.size())).step();
    }
  }

  private void append() {
    int number = random.nextInt(SHIPMENTS);
    int shard = number % SHARDS;
    List<FeedEvent> records = log.get(shard);
    List<FeedEvent> events = history.computeIfAbsent("S" + number, id -> new ArrayList<>());
    int version = events.size() + 1;
    Event event = this::now;
    StoredEvent stored =
        new StoredEvent(
            Principal.DEFAULT_TENANT, "S" + number, version, "t", "c", Status.BOOKED, event);
    FeedEvent appended = new FeedEvent(shard, records.size(), stored, new byte[0]);
    records.add(appended);
    events.add(appended);
    if (random.nextInt(6) == 0) {
      poison.add(stored.id());
    }
  }

  private LaneOwner takenOver() {
    raiseAll();
    return new LaneOwner(this, random, new Backlog(new TreeMap<>(cursors), rows()), scheduler);
  }

  private void raiseAll() {
    cursors.replaceAll((shard, c) -> new Cursor(c.next(), c.replayTo(), c.epoch() + 1));
  }

  private List<Lane> rows() {
    return lanes.values().stream()
        .map(lane -> Lane.ofRow(lane.shipmentId(), lane.shard(), lane.progress()))
        .toList();
  }

  /** An owner goes on with what it has under way. */
  void takeOverAgain(Backlog backlog) {
    takenAgain++;
    raiseAll();
    backlog.takenOver(new TreeMap<>(cursors), rows());
  }

  private void takeOver() {
    takeovers++;
    owners.add(takenOver());
    if (owners.size() > 3) {
      owners.removeFirst();
    }
  }

  /** A person, or two of them, redrive or discard a letter. */
  private void handBack() {
    List<String> parked = letters.keySet().stream().filter(letters::get).toList();
    if (parked.isEmpty()) {
      return;
    }
    String event = parked.get(random.nextInt(parked.size()));
    boolean discards = random.nextInt(3) == 0;
    if (random.nextInt(2) == 0) {
      poison.remove(event);
    }
    for (int person = 0; person < 1 + random.nextInt(2); person++) {
      handBack(event, discards);
    }
  }

  /** Counts once: the letter is parked no longer for the second one. */
  private void handBack(String event, boolean discard) {
    if (!letters.get(event)) {
      return;
    }
    letters.put(event, false);
    String shipmentId = event.substring(0, event.indexOf('/'));
    int version = Integer.parseInt(event.substring(event.indexOf('/') + 1));
    int shard = history.get(shipmentId).getFirst().shard();
    cursors.computeIfPresent(shard, (s, c) -> new Cursor(c.next(), c.replayTo(), c.epoch() + 1));
    Lane lane = lanes.get(shipmentId);
    boolean stands = lane != null && lane.progress().nextVersion() == version;
    if (discard) {
      discards++;
      discarded.add(event);
    }
    if (stands) {
      Progress progress = lane.progress();
      Progress after =
          discard ? progress.behind(version, now()) : retrying(version, progress.attempts(), now());
      lanes.put(shipmentId, Lane.ofRow(shipmentId, shard, after));
    }
  }

  static Progress retrying(int version, int attempts, Instant next) {
    return new Progress(
        version, LaneState.RETRYING, attempts, Instant.EPOCH, next, next, "status", 500, 0);
  }

  /** Nothing fails any more; all letters are redriven. */
  void comeToRest() {
    calm = true;
    poison.clear();
    for (int round = 0; round < 3_000; round++) {
      now += 100;
      letters.keySet().forEach(event -> handBack(event, false));
      LaneOwner last = owners.getLast();
      if (last.isLost()) {
        owners.clear();
        owners.add(takenOver());
      } else {
        last.step();
      }
    }
  }

  List<String> undelivered() {
    List<String> left = new ArrayList<>();
    history.forEach(
        (id, events) ->
            events.stream()
                .filter(event -> !received.getOrDefault(id, List.of()).contains(event.version()))
                .map(event -> event.stored().id())
                .filter(event -> !discarded.contains(event))
                .forEach(left::add));
    return left;
  }

  int lanesLeft() {
    return lanes.size();
  }

  boolean cursorsAtTheEnd() {
    return cursors.entrySet().stream()
        .allMatch(cursor -> cursor.getValue().next() == log.get(cursor.getKey()).size());
  }

  int takeovers() {
    return takeovers;
  }

  int takenAgain() {
    return takenAgain;
  }

  int writesOfFormerOwners() {
    return writesOfFormerOwners;
  }

  int parkings() {
    return parkings;
  }

  int redrivesInVain() {
    return redrivesInVain;
  }

  int discards() {
    return discards;
  }

  /** The receiver: after skipping repeats, versions ascend without a hole but for discards. */
  boolean receive(FeedEvent event) {
    if (poison.contains(event.stored().id()) || (!calm && random.nextInt(5) == 0)) {
      return false;
    }
    List<Integer> versions = received.computeIfAbsent(event.shipmentId(), id -> new ArrayList<>());
    if (!versions.contains(event.version())) {
      for (int version = 1; version < event.version(); version++) {
        String before = event.shipmentId() + '/' + version;
        assertThat(versions.contains(version) || discarded.contains(before))
            .as("%s before %s", before, event.stored().id())
            .isTrue();
      }
      versions.add(event.version());
    }
    return true;
  }

  /** Whether the cursors have other epochs than these. */
  boolean isTakenOver(Map<Integer, Long> epochs) {
    return epochs.entrySet().stream()
        .anyMatch(epoch -> cursors.get(epoch.getKey()).epoch() != epoch.getValue());
  }

  /** The records of a shard. */
  List<FeedEvent> records(int shard) {
    return log.get(shard);
  }

  /** The event of a version; null if there is none yet. */
  @Nullable FeedEvent event(String shipmentId, int version) {
    List<FeedEvent> events = history.get(shipmentId);
    return version > events.size() ? null : events.get(version - 1);
  }

  /** Parks an event; returns false if it was discarded before. */
  boolean park(FeedEvent event) {
    String id = event.stored().id();
    if (discarded.contains(id)) {
      return false;
    }
    parkings++;
    if (letters.put(id, true) != null) {
      redrivesInVain++;
    }
    return true;
  }

  /** What PostgreSQL does for an owner's write, in one transaction. */
  Saved save(
      Map<Integer, Long> epochs,
      Map<Integer, Long> moved,
      Map<Lane, Progress> rows,
      Collection<Ending> endings) {
    if (isTakenOver(epochs)) {
      writesOfFormerOwners++;
      return new Saved(false, Set.of());
    }
    rows.forEach(
        (lane, row) ->
            lanes.put(lane.shipmentId(), Lane.ofRow(lane.shipmentId(), lane.shard(), row)));
    Set<String> ended = new HashSet<>();
    for (Ending ending : endings) {
      Lane lane = ending.lane();
      boolean more =
          history.get(lane.shipmentId()).stream()
              .anyMatch(
                  event ->
                      event.version() >= lane.progress().nextVersion()
                          && event.offset() < ending.place());
      if (!more) {
        lanes.remove(lane.shipmentId());
        ended.add(lane.shipmentId());
      }
    }
    moved.forEach(
        (shard, next) -> {
          Cursor before = cursors.get(shard);
          assertThat(next).as("a cursor never goes back").isGreaterThanOrEqualTo(before.next());
          cursors.put(shard, new Cursor(next, before.replayTo(), before.epoch()));
        });
    return new Saved(true, ended);
  }
}
