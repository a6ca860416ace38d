package io.quayside.shard.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.process.Next.Act;
import io.quayside.domain.process.Next.Wait;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.stream.StreamProcess;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.OfShipment;
import io.quayside.shard.process.DueProcesses.DueProcess;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A log of shipments, and owners that run the booking process on views of it that lag behind. Of
 * two events of one version the first counts. Commands may be refused, and their answers lost.
 */
final class ProcessWorld {
  private static final long T0 = Instant.parse("2026-12-01T09:00:00Z").toEpochMilli();
  private static final int MAX_SKEW_MILLIS = 3_000;
  private static final int TICK_MILLIS = 5_000;
  private static final int QUIET_TICK_MILLIS = 60_000;

  final Random random;
  private final Contexts contexts = Contexts.STANDARD;
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
  private final Map<String, ShipmentStream> log = new LinkedHashMap<>();
  private final Map<String, List<StoredEvent>> events = new HashMap<>();
  private final List<Owner> owners = new ArrayList<>();
  private long now = T0;
  private long tasksMade;

  /** Whether nothing fails any more. */
  private boolean calm;

  private record Task(long at, long number, Runnable run) {}

  ProcessWorld(long seed) {
    random = new Random(seed);
  }

  Instant now() {
    return Instant.ofEpochMilli(now);
  }

  Iterable<String> shipments() {
    return log.keySet();
  }

  ShipmentStream stream(String id) {
    return log.get(id);
  }

  List<StoredEvent> events(String id) {
    return events.get(id);
  }

  /** A caller's command, decided on the log's own state; nothing if it is refused. */
  void command(String id, Command command) {
    ShipmentStream stream = log.getOrDefault(id, contexts.empty(id));
    Decision decision = contexts.decide(stream, command, Actor.OPERATOR, now());
    if (decision instanceof Accepted accepted) {
      append(stream, CommandId.random(), accepted);
    }
  }

  private void append(ShipmentStream stream, String commandId, Accepted accepted) {
    StoredEvent stored =
        contexts.next(stream, Principal.DEFAULT_TENANT, commandId, accepted.event());
    ShipmentStream after = contexts.apply(stream, stored);
    log.put(stream.shipmentId(), after);
    events.computeIfAbsent(stream.shipmentId(), id -> new ArrayList<>()).add(stored);
    owners.forEach(owner -> owner.deliver(after));
  }

  /** An owner that knows nothing yet and polls. */
  void takeOver() {
    owners.add(new Owner());
  }

  /** An owner dies; what it has sent is still under way. */
  void kill() {
    if (!owners.isEmpty()) {
      owners.remove(random.nextInt(owners.size())).runner.close();
    }
  }

  int owners() {
    return owners.size();
  }

  void calm() {
    calm = true;
  }

  void run(long millis) {
    long end = now + millis;
    while (!tasks.isEmpty() && tasks.peek().at <= end) {
      Task task = tasks.poll();
      now = Math.max(now, task.at);
      task.run.run();
    }
    now = end;
  }

  private void later(long millis, Runnable run) {
    tasks.add(new Task(now + millis, tasksMade++, run));
  }

  /** One owner of the shard. */
  private final class Owner implements ProcessHost {
    private final Map<String, ShipmentStream> view = new HashMap<>();
    private final int skew = random.nextInt(2 * MAX_SKEW_MILLIS) - MAX_SKEW_MILLIS;
    private long lastDelivery = now;
    final ProcessRunner runner =
        new ProcessRunner(
            this,
            this::due,
            () -> now().plusMillis(skew),
            new ProcessSettings(30_000, 60_000, 4, 2),
            new Metrics(new SimpleMeterRegistry()));

    Owner() {
      tick();
    }

    private void tick() {
      if (owners.contains(this) || now == lastDelivery) {
        runner.tick();
        later(calm ? QUIET_TICK_MILLIS : TICK_MILLIS, this::tick);
      }
    }

    /** The view follows the log, in its order. */
    void deliver(ShipmentStream after) {
      lastDelivery = Math.max(lastDelivery, now + random.nextInt(calm ? 5 : 300));
      later(
          lastDelivery - now,
          () -> {
            ShipmentStream known = view.get(after.shipmentId());
            if (known != null && known.version() == after.version() - 1) {
              view.put(after.shipmentId(), after);
              runner.changed(after);
            }
          });
    }

    @Override
    public void ruleFailed(ShipmentStream stream, RuntimeException defect) {
      throw defect;
    }

    private Future<List<DueProcess>> due(Instant by, int limit) {
      if (!calm && random.nextInt(5) == 0) {
        return Future.failedFuture("PostgreSQL is away");
      }
      return Future.succeededFuture(
          log.values().stream()
              .filter(StreamProcess::hasWork)
              .flatMap(stream -> dueAt(stream).stream())
              .filter(row -> !row.dueAt().isAfter(by))
              .sorted(Comparator.comparing(DueProcess::dueAt))
              .limit(limit)
              .toList());
    }

    private List<DueProcess> dueAt(ShipmentStream stream) {
      Instant at =
          switch (StreamProcess.expected(stream, stream.updatedAt())) {
            case Act act -> stream.updatedAt();
            case Wait wait -> wait.until();
            default -> null;
          };
      return at == null
          ? List.of()
          : List.of(new DueProcess(stream.tenant(), stream.shipmentId(), at));
    }

    @Override
    public void ask(OfShipment request, Completable<ShardAnswer> answer) {
      if (!calm && random.nextInt(20) == 0) {
        answer.succeed(new Refused(ProblemCode.OVERLOADED, "too much"));
        return;
      }
      later(
          1 + random.nextInt(20),
          () -> {
            if (request instanceof Decide decide) {
              decide(decide, answer);
            } else {
              view.put(request.shipmentId(), log.get(request.shipmentId()));
              answer.succeed(new Version(1));
            }
          });
    }

    private void decide(Decide decide, Completable<ShardAnswer> answer) {
      ShipmentStream stream = view.get(decide.shipmentId());
      Receipt receipt = stream.receiptOf(CommandId.keyPart(decide.commandId()));
      if (receipt != null) {
        answer.succeed(new ShardAnswer.Accepted(decide.shipmentId(), receipt, true));
        return;
      }
      ShipmentStream truth = log.get(decide.shipmentId());
      Decision decision =
          contexts.decide(stream, decide.command(), Actor.SAGA, now().plusMillis(skew));
      if (stream.version() != decide.ifMatch() || truth.version() != stream.version()) {
        // A refusal is given, and a lost version seen, after the log was read to its end.
        view.put(decide.shipmentId(), truth);
        answer.succeed(new Refused(ProblemCode.VERSION_MISMATCH, "another version"));
      } else if (decision instanceof Rejected rejected) {
        answer.succeed(new Refused(rejected.problem()));
      } else {
        append(stream, decide.commandId(), (Accepted) decision);
        ShipmentStream after = log.get(decide.shipmentId());
        if (calm || random.nextInt(10) > 0) {
          view.put(decide.shipmentId(), after);
          answer.succeed(
              new ShardAnswer.Accepted(decide.shipmentId(), after.receipts().getLast(), false));
        } else {
          answer.succeed(new Refused(ProblemCode.TEMPORARILY_UNAVAILABLE, "outcome unknown"));
        }
      }
    }

    @Override
    public ShipmentStream stream(String shipmentId) {
      return view.get(shipmentId);
    }

    @Override
    public void wakeAt(long epochMillis) {
      later(Math.max(1, epochMillis - now - skew), runner::tick);
    }
  }

  /** Nothing is due any more on a shipment at this time. */
  void checkRests(String id) {
    assertThat(StreamProcess.next(log.get(id), now().minusMillis(2L * MAX_SKEW_MILLIS)))
        .as("%s rests: %s", id, events(id))
        .isNotInstanceOf(Act.class);
  }
}
