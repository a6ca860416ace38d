package io.quayside.shard.process;

import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.domain.Command;
import io.quayside.domain.booking.BookingCommand.ReportStuck;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.BookingProgress.Step;
import io.quayside.domain.process.Next;
import io.quayside.domain.process.Next.Act;
import io.quayside.domain.process.Next.Wait;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamProcess;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.process.DueProcesses.DueProcess;
import io.quayside.shard.process.Timers.Timer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The booking process of one shard's shipments. At most one command of it is under way for a
 * shipment. Its id is made of the shipment, the version that it acts on and the rule: two owners, a
 * retry and a late timer send the same command, which the log counts once, or one that is too old,
 * which is dropped, since the newer event is evaluated too.
 *
 * <p>Confined to the shard's context.
 */
public final class ProcessRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessRunner.class);
  private static final String STUCK = "stuck";
  private static final long MIN_BACKOFF_MILLIS = 100;
  private static final long MAX_BACKOFF_MILLIS = 30_000;
  private static final int MAX_DOUBLINGS = 10;
  private static final int REFUSALS = 1_000;
  private static final long SOON_MILLIS = 1_000;

  private final Rules rules;
  private final ProcessHost host;
  private final DueProcesses due;
  private final InstantSource clock;
  private final ProcessSettings settings;
  private final Metrics metrics;
  private final Timers timers;

  /** Shipments for which a command or a load is under way. */
  private final Set<String> busy = new HashSet<>();

  /** How often a command was in vain, by shipment. */
  private final Map<String, Integer> failures = new HashMap<>();

  /** The last refused step of a shipment, which is not taken again at its version. */
  private final Map<String, Refusal> refusals =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Refusal> eldest) {
          return size() > REFUSALS;
        }
      };

  private int loading;
  private boolean polling;
  private long nextPollMillis;
  private long wakeMillis = Long.MAX_VALUE;
  private boolean closed;

  private record Refusal(int version, Step step) {}

  public ProcessRunner(
      ProcessHost host,
      DueProcesses due,
      InstantSource clock,
      ProcessSettings settings,
      Metrics metrics) {
    this.rules = new Rules(Rules.Evaluation.STANDARD, host);
    this.host = host;
    this.due = due;
    this.clock = clock;
    this.settings = settings;
    this.metrics = metrics;
    this.timers = new Timers(settings.timers());
  }

  /** The processes of these shipments stand: an earlier owner has parked them. */
  public void stand(Collection<String> shipmentIds) {
    rules.stand(shipmentIds);
  }

  /** Goes on with a process that stands; returns the defect that stops it, or null. */
  public @Nullable RuntimeException retry(ShipmentStream stream) {
    RuntimeException defect = rules.retry(stream, clock.instant());
    if (defect == null) {
      changed(stream);
    }
    return defect;
  }

  /** A stream in memory has a new event. */
  public void changed(ShipmentStream stream) {
    if (closed) {
      return;
    }
    if (StreamProcess.hasWork(stream)) {
      if (!busy.contains(stream.shipmentId())) {
        evaluate(stream);
      }
    } else if (!timers.isEmpty()) {
      timers.remove(stream.shipmentId());
    }
  }

  /** Does what is due. To be called a few times a second, and when the host was asked to. */
  public void tick() {
    long now = clock.millis();
    if (closed) {
      return;
    }
    if (now >= wakeMillis) {
      wakeMillis = Long.MAX_VALUE;
    }
    while (loading < settings.loads()) {
      Timer timer = timers.pollDue(now);
      if (timer == null) {
        break;
      }
      metrics.sagaTimerLate(now - timer.at());
      fire(timer);
    }
    // A heap that is half full has the earliest timers: the rest is read when those have fired.
    if (!polling && now >= nextPollMillis && timers.size() <= settings.timers() / 2) {
      poll(now);
    }
    wake();
  }

  /** Ends the process here; what is under way is still decided. */
  public void close() {
    closed = true;
    timers.clear();
    failures.clear();
    refusals.clear();
  }

  private void poll(long now) {
    polling = true;
    nextPollMillis = now + settings.pollMillis();
    int limit = settings.timers() / 2;
    due.by(Instant.ofEpochMilli(now + settings.horizonMillis()), limit)
        .onComplete(
            rows -> {
              polling = false;
              // More rows may be due than were read.
              if (rows.size() >= limit) {
                nextPollMillis = Math.min(nextPollMillis, clock.millis() + SOON_MILLIS);
              }
              if (!closed) {
                rows.forEach(this::remember);
                wake();
              }
            },
            failure -> {
              polling = false;
              nextPollMillis = Math.min(nextPollMillis, clock.millis() + SOON_MILLIS);
            });
  }

  /** A row may be older than what is in memory: it only adds timers. */
  private void remember(DueProcess row) {
    if (!busy.contains(row.shipmentId()) && !timers.has(row.shipmentId())) {
      timers.set(new Timer(row.dueAt().toEpochMilli(), row.tenant(), row.shipmentId()));
    }
  }

  private void fire(Timer timer) {
    String id = timer.shipmentId();
    ShipmentStream stream = host.stream(id);
    if (stream != null) {
      evaluate(stream);
    } else if (busy.add(id)) {
      loading++;
      host.ask(
          new ReadVersion(id, Principal.saga(timer.tenant()), 1, false),
          (answer, defect) -> {
            loading--;
            busy.remove(id);
            loaded(timer);
            tick();
          });
    }
  }

  private void loaded(Timer timer) {
    ShipmentStream stream = host.stream(timer.shipmentId());
    if (stream == null) {
      later(timer.tenant(), timer.shipmentId());
    } else if (!closed && stream.version() > 0) {
      evaluate(stream);
    }
  }

  private void evaluate(ShipmentStream stream) {
    String id = stream.shipmentId();
    Refusal refusal = refusals.get(id);
    Step refused = refusal != null && refusal.version == stream.version() ? refusal.step : null;
    switch (rules.next(stream, clock.instant(), refused)) {
      case null -> timers.remove(id);
      case Act act -> act(stream, act);
      case Wait wait -> {
        failures.remove(id);
        long at = wait.until().toEpochMilli();
        if (at - clock.millis() <= settings.horizonMillis()) {
          timers.set(new Timer(at, stream.tenant(), id));
          wake();
        } else {
          timers.remove(id);
        }
      }
      case Next.Nothing nothing -> {
        failures.remove(id);
        timers.remove(id);
      }
    }
  }

  private void act(ShipmentStream stream, Act act) {
    send(stream, act.rule().word(), act.command(), problem -> refused(stream, act, problem));
  }

  /** Receives the refusal of a command. */
  @FunctionalInterface
  private interface OnRefusal {
    void refused(Problem problem);
  }

  private void send(ShipmentStream stream, String rule, Command command, OnRefusal onRefusal) {
    String id = stream.shipmentId();
    timers.remove(id);
    busy.add(id);
    String commandId = CommandId.ofRule(id, stream.version(), rule);
    Decide request =
        new Decide(
            id, command, Principal.saga(stream.tenant()), commandId, false, stream.version(), null);
    host.ask(
        request,
        (answer, defect) -> {
          busy.remove(id);
          if (!closed) {
            answered(stream, rule, answer, onRefusal);
          }
        });
  }

  private void answered(
      ShipmentStream stream, String rule, @Nullable ShardAnswer answer, OnRefusal onRefusal) {
    if (answer instanceof ShardAnswer.Accepted) {
      metrics.sagaFiring(rule, "accepted");
      again(stream.shipmentId());
    } else if (answer instanceof Refused refused) {
      switch (refused.problem().code()) {
        case VERSION_MISMATCH -> {
          metrics.sagaFiring(rule, "stale");
          again(stream.shipmentId());
        }
        // Time has passed since the evaluation: the next one starts from now.
        case TOO_LATE, OVERLOADED, TEMPORARILY_UNAVAILABLE, INTERNAL_ERROR -> {
          metrics.sagaFiring(rule, "retried");
          later(stream.tenant(), stream.shipmentId());
        }
        default -> {
          metrics.sagaFiring(rule, "refused");
          failures.remove(stream.shipmentId());
          onRefusal.refused(refused.problem());
        }
      }
    } else {
      later(stream.tenant(), stream.shipmentId());
    }
  }

  /** Evaluates what is in memory now. */
  private void again(String id) {
    failures.remove(id);
    ShipmentStream stream = host.stream(id);
    if (stream != null) {
      changed(stream);
    }
  }

  private void later(String tenant, String id) {
    int failed = Math.min(failures.merge(id, 1, Integer::sum) - 1, MAX_DOUBLINGS);
    long delay = Math.min(MIN_BACKOFF_MILLIS << failed, MAX_BACKOFF_MILLIS);
    timers.set(new Timer(clock.millis() + delay, tenant, id));
    wake();
  }

  /** The context or the gate has refused a rule's command: that is told once. */
  private void refused(ShipmentStream stream, Act act, Problem problem) {
    String id = stream.shipmentId();
    BookingProgress booking = stream.slice(Contexts.BOOKING);
    String code = problem.code().code();
    boolean told =
        booking == null
            || booking.isFinal()
            || (booking.stuck() != null
                && booking.isStuckIn(act.rule(), act.subject())
                && booking.stuck().code().equals(code));
    if (told) {
      LOG.warn("a rule was refused: shipmentId={} rule={} code={}", id, act.rule().word(), code);
      refusals.put(id, new Refusal(stream.version(), new Step(act.rule(), act.subject())));
      again(id);
    } else {
      String detail = problem.detail();
      send(
          stream,
          STUCK,
          new ReportStuck(act.rule(), act.subject(), code, detail),
          unexpected -> later(stream.tenant(), id));
    }
  }

  private void wake() {
    Timer first = timers.first();
    if (first != null && first.at() < wakeMillis && loading < settings.loads()) {
      wakeMillis = first.at();
      host.wakeAt(first.at());
    }
  }
}
