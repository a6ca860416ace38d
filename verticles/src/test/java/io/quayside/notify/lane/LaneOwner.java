package io.quayside.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Ending;
import io.quayside.notify.lane.LaneStore.Saved;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An owner; what it has under way is lost with it. */
final class LaneOwner {
  private static final int MAX_ATTEMPTS = 3;
  private static final int IN_FLIGHT = 3;

  private final LaneWorld world;
  private final Random random;
  private final Backlog backlog;
  private final LaneWriter writer;

  /** Attempts that are not answered. */
  private final List<Runnable> answers = new ArrayList<>();

  private final Set<String> underWay = new HashSet<>();

  /** Lanes whose letter is in the topic, and which are not told. */
  private final List<Runnable> parked = new ArrayList<>();

  /** A write that has not reached PostgreSQL, or whose answer has not come. */
  private @Nullable Runnable write;

  private boolean lost;

  LaneOwner(LaneWorld world, Random random, Backlog backlog, ManualScheduler scheduler) {
    this.world = world;
    this.random = random;
    this.backlog = backlog;
    this.writer =
        new LaneWriter("webhook:1", this::save, backlog, scheduler, world::now, () -> lost = true);
  }

  boolean isLost() {
    return lost;
  }

  private Future<Saved> save(
      String consumer,
      Map<Integer, Long> epochs,
      Map<Integer, Long> moved,
      Map<Lane, Progress> rows,
      Collection<Ending> endings) {
    Promise<Saved> answer = Promise.promise();
    Map<Integer, Long> sentCursors = Map.copyOf(moved);
    Map<Lane, Progress> sentRows = new LinkedHashMap<>(rows);
    List<Ending> sentEndings = List.copyOf(endings);
    write =
        () -> {
          Saved saved = world.save(epochs, sentCursors, sentRows, sentEndings);
          write = () -> answer.complete(saved);
        };
    return answer.future();
  }

  void step() {
    if (random.nextInt(10) == 0 && world.isTakenOver(backlog.epochs())) {
      lost = true;
    }
    if (lost) {
      answer();
      if (write != null) {
        goOnWriting();
      } else if (random.nextInt(3) == 0) {
        takeOverAgain();
      }
      return;
    }
    read();
    start();
    answer();
    if (write != null) {
      goOnWriting();
    } else {
      writer.flush();
    }
  }

  private void answer() {
    for (List<Runnable> tasks : List.of(answers, parked)) {
      if (!tasks.isEmpty()) {
        tasks.remove(random.nextInt(tasks.size())).run();
      }
    }
  }

  private void goOnWriting() {
    Runnable next = write;
    write = null;
    next.run();
  }

  /** With its attempts under way, and what it has not written. */
  private void takeOverAgain() {
    assertThat(writer.hold().isComplete()).as("no write is under way").isTrue();
    world.takeOverAgain(backlog);
    writer.takenOver();
    lost = false;
  }

  private void read() {
    int shard = random.nextInt(LaneWorld.SHARDS);
    long from = backlog.readFrom(shard);
    List<FeedEvent> records = world.records(shard);
    if (from < records.size()) {
      int to = (int) Math.min(records.size(), from + 1 + random.nextInt(4));
      backlog.add(
          shard,
          new EventSource.Chunk(List.copyOf(records.subList((int) from, to)), to),
          event -> true);
    }
  }

  private void start() {
    while (answers.size() < IN_FLIGHT) {
      Lane lane = backlog.takeDue(world.now());
      if (lane != null) {
        startLane(lane);
        continue;
      }
      FeedEntry entry = backlog.takeReady();
      if (entry == null) {
        return;
      }
      boolean ok = receive(entry.event());
      answers.add(
          () -> {
            underWay.remove(entry.event().shipmentId());
            if (entry.isSettled()) {
              backlog.release(entry.event().shipmentId());
            } else if (ok) {
              backlog.settle(entry);
            } else {
              backlog.fail(
                  entry,
                  LaneWorld.retrying(entry.event().version(), 1, world.now().plusMillis(100)));
            }
          });
    }
  }

  private boolean receive(FeedEvent event) {
    assertThat(underWay.add(event.shipmentId())).as("one attempt of a shipment at a time").isTrue();
    return world.receive(event);
  }

  private void startLane(Lane lane) {
    FeedEvent event = world.event(lane.shipmentId(), lane.progress().nextVersion());
    if (event == null) {
      backlog.tryEnd(lane);
      writer.end(lane);
      return;
    }
    boolean ok = receive(event);
    int replacements = lane.replacements();
    answers.add(() -> answered(lane, replacements, event, ok));
  }

  private void answered(Lane lane, int replacements, FeedEvent event, boolean ok) {
    underWay.remove(lane.shipmentId());
    if (lane.replacements() != replacements) {
      backlog.release(lane.shipmentId());
      return;
    }
    if (ok) {
      backlog.await(lane, lane.progress().behind(event.version(), world.now()));
      return;
    }
    int attempts = lane.progress().attempts() + 1;
    Progress failed = LaneWorld.retrying(event.version(), attempts, world.now().plusMillis(100));
    if (attempts <= MAX_ATTEMPTS || !lane.isWrittenToItsVersion()) {
      backlog.await(lane, failed);
      return;
    }
    backlog.hold(lane, failed);
    Progress after =
        world.park(event) ? failed.parked() : failed.behind(event.version(), world.now());
    parked.add(
        () -> {
          if (lane.replacements() == replacements) {
            backlog.await(lane, after);
          } else {
            backlog.release(lane.shipmentId());
          }
        });
  }
}
