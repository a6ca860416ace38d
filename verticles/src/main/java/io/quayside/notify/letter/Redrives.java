package io.quayside.notify.letter;

import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.notify.letter.Letter.Cause;
import io.quayside.notify.letter.Redriver.Refusal;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Has redriven letters without lanes tried again. That one is due stands in its row until the
 * attempt was made, so an attempt outlives a crash. Confined to one event loop.
 */
final class Redrives {
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LetterStore store;
  private final Letters letters;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final Map<LetterSource, Redriver> redrivers = new EnumMap<>(LetterSource.class);
  private final Set<String> underWay = new HashSet<>();
  private boolean expected;
  private boolean asking;
  private long notBeforeNanos;

  Redrives(LetterStore store, Letters letters, Scheduler scheduler, InstantSource clock) {
    this.store = store;
    this.letters = letters;
    this.scheduler = scheduler;
    this.clock = clock;
    this.notBeforeNanos = scheduler.nanoTime();
  }

  void add(LetterSource source, Redriver redriver) {
    redrivers.put(source, redriver);
    expected = true;
  }

  /** Letters may have become due. */
  void expect() {
    expected = true;
  }

  /** Makes the attempts that are due in these shards. */
  void look(Set<Integer> shards) {
    boolean due = expected && !asking && scheduler.nanoTime() - notBeforeNanos >= 0;
    if (!due || redrivers.isEmpty() || shards.isEmpty()) {
      return;
    }
    expected = false;
    asking = true;
    store
        .due(shards)
        .onComplete(
            letters -> {
              asking = false;
              letters.forEach(this::attempt);
            },
            failure -> {
              asking = false;
              again("reading redriven letters", failure);
            });
  }

  private void again(String what, Throwable failure) {
    Faults.report(what, failure);
    expected = true;
    notBeforeNanos = scheduler.nanoTime() + AGAIN_NANOS;
  }

  private void attempt(KeptLetter kept) {
    Redriver redriver = redrivers.get(kept.letter().source());
    String letterId = kept.letter().letterId();
    if (redriver == null || !underWay.add(letterId)) {
      return;
    }
    expected = true;
    redriver
        .redrive(kept)
        .compose(refusal -> refusal.isEmpty() ? store.redriveDone(kept) : parkAgain(kept, refusal))
        .onComplete(
            done -> underWay.remove(letterId),
            failure -> {
              underWay.remove(letterId);
              again("redriving a dead letter", failure);
            });
  }

  private Future<Void> parkAgain(KeptLetter kept, Optional<Refusal> refusal) {
    Instant now = clock.instant();
    Refusal why = refusal.orElseThrow();
    Cause cause = Cause.now(why.code(), why.detail(), now);
    String caller = kept.caller();
    Letter letter = kept.letter().with(cause);
    return (caller == null ? letters.park(letter) : letters.park(letter, caller)).mapEmpty();
  }
}
