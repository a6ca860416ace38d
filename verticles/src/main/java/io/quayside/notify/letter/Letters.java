package io.quayside.notify.letter;

import io.quayside.cluster.Shards;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.notify.letter.LetterRecord.Discarded;
import io.quayside.notify.letter.LetterRecord.Parked;
import io.quayside.notify.letter.LetterRecord.Redriven;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one node: parks, redrives and discards by records of the topic, and answers
 * when a record was read back as one that counts. Confined to one event loop.
 */
public final class Letters {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long POLL_MILLIS = 100;

  /** Of consumers, who have no principal. */
  static final String GATEWAY = "quayside";

  private final LetterStore store;
  private final LetterFeed feed;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final int shards;
  private final Redrives redrives;
  private Observer observer = (outcome, kept) -> {};

  /** Hears of the records of this node that count. */
  public interface Observer {
    void counted(LetterState outcome, KeptLetter kept);
  }

  /**
   * Not started yet.
   *
   * @param logs by shard, the log of the topic for use on the scheduler's event loop
   */
  public Letters(
      Pool pool, IntFunction<KafkaLog> logs, Scheduler scheduler, InstantSource clock, int shards) {
    this.store = new LetterStore(pool);
    this.feed = new LetterFeed(logs, store);
    this.scheduler = scheduler;
    this.clock = clock;
    this.shards = shards;
    this.redrives = new Redrives(store, this, scheduler, clock);
  }

  /** Tells of records that count. */
  public void observe(Observer told) {
    observer = told;
  }

  /** Projects what is new of the shards that this node serves. */
  public void look(Set<Integer> served) {
    feed.look(served);
    if (feed.takeRedriven()) {
      redrives.expect();
    }
    redrives.look(served);
  }

  /** Whether this node has projected records since the last call: lanes may be due. */
  public boolean takeApplied() {
    return feed.takeApplied();
  }

  /** A shard does not serve here any more. */
  public void shardStops(int shard) {
    feed.forget(shard);
  }

  /** As {@link #park(Letter, String)}, for the gateway itself. */
  public Future<KeptLetter> park(Letter letter) {
    return park(letter, GATEWAY);
  }

  /**
   * Parks a letter, unless it is parked; completes once that is in Kafka and in the read model, so
   * that what the letter is about may be passed over. One that was redriven is parked again with
   * one attempt more. One that was discarded stays so: its event is given up on record, and the
   * letter comes back as {@code DISCARDED}. A failed future means that something is away: the
   * caller tries again, and passes over nothing before.
   *
   * <p>The general way into dead letters of every source. To be called on the letters' context.
   *
   * @param caller whose record it is about: a foreign letter is seen by that caller
   */
  public Future<KeptLetter> park(Letter letter, String caller) {
    return write(
        new Write(
            letter,
            Shards.of(letter.shipmentId() == null ? letter.letterId() : letter.key(), shards),
            caller,
            null,
            kept -> parked(letter, kept)),
        null);
  }

  private static @Nullable LetterRecord parked(Letter letter, @Nullable KeptLetter kept) {
    if (kept == null) {
      return new Parked(letter);
    }
    return kept.state() == LetterState.REDRIVEN
        ? new Parked(letter.with(letter.cause().after(kept.letter().cause())))
        : null;
  }

  /** Has the letters of a source that uses no lanes tried again by this redriver. */
  public void onRedrive(LetterSource source, Redriver redriver) {
    redrives.add(source, redriver);
  }

  private static Map<String, String> labels(Letter letter) {
    Map<String, String> labels = new HashMap<>();
    labels.put("quayside-source", letter.source().word());
    labels.put("quayside-code", letter.cause().code());
    if (letter.origin() != null) {
      labels.put("quayside-original", letter.origin().toText());
    }
    return labels;
  }

  /** Whether a letter waits for a person. */
  public static boolean isParked(@Nullable KeptLetter kept) {
    return kept != null && kept.state() == LetterState.PARKED;
  }

  /** Has what a letter is about tried again; fails with the problem of a refusal. */
  public Future<KeptLetter> redrive(KeptLetter letter, String caller, @Nullable Integer ifMatch) {
    String refusal =
        letter.letter().isOfNobody() ? "A record of nobody cannot be tried again" : null;
    return handBack(letter, caller, ifMatch, new Redriven(letter.letter().letterId()), refusal);
  }

  /** Goes on behind what a letter is about; fails with the problem of a refusal. */
  public Future<KeptLetter> discard(
      KeptLetter letter, String reason, String caller, @Nullable Integer ifMatch) {
    String refusal =
        letter.letter().source().isDiscardable()
            ? null
            : "A state must not have holes: the letter can only be redriven";
    return handBack(
        letter, caller, ifMatch, new Discarded(letter.letter().letterId(), reason), refusal);
  }

  /** {@code refusal}: why that is never done with the letter; null: it may be. */
  private Future<KeptLetter> handBack(
      KeptLetter kept,
      String caller,
      @Nullable Integer ifMatch,
      LetterRecord record,
      @Nullable String refusal) {
    return write(
        new Write(
            kept.letter(),
            kept.shard(),
            caller,
            ifMatch,
            now -> {
              String refused = isParked(now) ? refusal : "The letter is not parked";
              if (refused != null) {
                throw new Problem(ProblemCode.ILLEGAL_TRANSITION, refused).toException();
              }
              return record;
            }),
        kept);
  }

  /**
   * Discards the parked letters of a consumer, for a reason of the gateway's own; fails if Kafka or
   * PostgreSQL is away.
   */
  public Future<Void> discardAll(String consumer, String reason) {
    return new Discards(store, this).all(consumer, reason);
  }

  /** A letter, or null. */
  public Future<@Nullable KeptLetter> letter(String letterId) {
    return store.letter(letterId);
  }

  /** Letters, the one that was tried last first. */
  public Future<List<KeptLetter>> letters(LetterFilter filter) {
    Tuple parameters = Tuple.tuple();
    return store.letters(filter.condition(parameters), parameters);
  }

  /** The parked letters of these shards. */
  public Future<ParkedLetters> parked(Set<Integer> shards) {
    return store.parked(shards);
  }

  /** Letters, the one that failed first first. */
  public Future<List<KeptLetter>> oldest(LetterFilter filter) {
    Tuple parameters = Tuple.tuple();
    return store.letters(filter.oldestFirst(parameters), parameters);
  }

  /** The current version of a letter's shipment; 0 if there is none. */
  public Future<Integer> waiting(KeptLetter kept) {
    String shipmentId = kept.letter().shipmentId();
    return shipmentId == null ? Future.succeededFuture(0) : store.currentVersion(shipmentId);
  }

  /**
   * A record to be written.
   *
   * @param ifMatch the version that the letter must have; null: any
   * @param decide the record that follows a letter; null: there is nothing to do
   */
  private record Write(
      Letter letter,
      int shard,
      String caller,
      @Nullable Integer ifMatch,
      Function<@Nullable KeptLetter, @Nullable LetterRecord> decide) {}

  /**
   * Writes a record.
   *
   * @param known the letter as it was read before; a record that follows an outdated one does not
   *     count, and is decided anew. Null: to be read
   */
  private Future<KeptLetter> write(Write write, @Nullable KeptLetter known) {
    long deadlineNanos = scheduler.nanoTime() + DEADLINE_NANOS;
    return known != null && isParked(known)
        ? decided(write, known, deadlineNanos)
        : attempt(write, deadlineNanos);
  }

  private Future<KeptLetter> attempt(Write write, long deadlineNanos) {
    return store
        .letter(write.letter.letterId())
        .compose(kept -> decided(write, kept, deadlineNanos));
  }

  private Future<KeptLetter> decided(Write write, @Nullable KeptLetter kept, long deadlineNanos) {
    if (write.ifMatch != null && (kept == null || write.ifMatch != kept.version())) {
      return Future.failedFuture(
          new Problem(ProblemCode.VERSION_MISMATCH, "Another version is current").toException());
    }
    LetterRecord record;
    try {
      record = write.decide.apply(kept);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
    if (record == null) {
      return kept == null
          ? Future.failedFuture("there is no letter")
          : Future.succeededFuture(kept);
    }
    int version = kept == null ? 1 : kept.version() + 1;
    Letter letter = write.letter;
    byte[] value = LetterRecord.encode(record, version, letter.tenant(), clock.instant());
    Promise<Long> appended = Promise.promise();
    feed.log(write.shard).append(letter.key(), value, write.caller, labels(letter), appended);
    return appended
        .future()
        .recover(unknown -> Future.failedFuture(unavailable()))
        .compose(offset -> projected(write.shard, offset, deadlineNanos).map(offset))
        .compose(
            offset ->
                store
                    .letter(letter.letterId())
                    .compose(
                        now ->
                            now != null && now.offsets().contains(offset)
                                ? counted(write, record, version, now)
                                // Another record of this version came first.
                                : attempt(write, deadlineNanos)));
  }

  /**
   * A record of this node counts: the letter as it has left it, whatever came after that.
   *
   * @param now the letter as it is now
   */
  private Future<KeptLetter> counted(
      Write write, LetterRecord record, int version, KeptLetter now) {
    Letter letter = record instanceof Parked(Letter parked) ? parked : write.letter;
    String reason = record instanceof Discarded discarded ? discarded.reason() : null;
    LetterState state =
        switch (record) {
          case Parked parked -> LetterState.PARKED;
          case Redriven redriven -> LetterState.REDRIVEN;
          case Discarded discarded -> LetterState.DISCARDED;
        };
    KeptLetter left =
        new KeptLetter(letter, version, state, reason, now.caller(), write.shard, now.offsets());
    observer.counted(state, left);
    return Future.succeededFuture(left);
  }

  /** Completes when the record at an offset is projected, here or on another node. */
  private Future<Void> projected(int shard, long offset, long deadlineNanos) {
    return store
        .cursors()
        .compose(
            cursors -> {
              if (cursors.getOrDefault(shard, 0L) > offset) {
                return Future.succeededFuture();
              }
              if (scheduler.nanoTime() - deadlineNanos > 0) {
                return Future.failedFuture(unavailable());
              }
              // Also of a shard that does not serve yet: parking may be what it waits for.
              feed.look(Set.of(shard));
              Promise<Void> later = Promise.promise();
              scheduler.schedule(POLL_MILLIS, later::complete);
              return later.future().compose(v -> projected(shard, offset, deadlineNanos));
            });
  }

  private static RuntimeException unavailable() {
    return new Problem(
            ProblemCode.TEMPORARILY_UNAVAILABLE,
            "The record was not read back in time; it may still count")
        .toException();
  }
}
