package io.quayside.notify.lane;

import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.notify.lane.Lane.Progress;
import io.quayside.notify.lane.LaneStore.Ending;
import io.quayside.notify.lane.LaneStore.Saved;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    if (lost) {
      return;
    }
    if (random.nextInt(10) == 0 && world.isTakenOver(backlog.epochs())) {
      lost = true;
      return;
    }
    read();
    start();
    for (List<Runnable> tasks : List.of(answers, parked)) {
      if (!tasks.isEmpty()) {
        tasks.remove(random.nextInt(tasks.size())).run();
      }
    }
    if (write != null) {
      Runnable next = write;
      write = null;
      next.run();
    } else {
      writer.flush();
    }
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
      boolean ok = world.receive(entry.event());
      answers.add(
          () -> {
            if (ok) {
              backlog.settle(entry);
            } else {
              backlog.fail(
                  entry,
                  LaneWorld.retrying(entry.event().version(), 1, world.now().plusMillis(100)));
            }
          });
    }
  }

  private void startLane(Lane lane) {
    FeedEvent event = world.event(lane.shipmentId(), lane.progress().nextVersion());
    if (event == null) {
      backlog.tryEnd(lane);
      writer.end(lane);
      return;
    }
    boolean ok = world.receive(event);
    answers.add(() -> answered(lane, event, ok));
  }

  private void answered(Lane lane, FeedEvent event, boolean ok) {
    if (ok) {
      backlog.await(lane, lane.progress().behind(event.version(), world.now()));
      return;
    }
    int attempts = lane.progress().attempts() + 1;
    Progress failed = LaneWorld.retrying(event.version(), attempts, world.now().plusMillis(100));
    if (attempts <= MAX_ATTEMPTS) {
      backlog.await(lane, failed);
      return;
    }
    backlog.hold(lane, failed);
    Progress after =
        world.park(event) ? failed.parked() : failed.behind(event.version(), world.now());
    parked.add(() -> backlog.await(lane, after));
  }
}
