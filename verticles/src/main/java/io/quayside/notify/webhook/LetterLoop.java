package io.quayside.notify.webhook;

import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.letter.Redriver;
import io.quayside.notify.letter.Redriver.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/** The dead letters as another event loop uses them: what it asks for comes back to it. */
public final class LetterLoop {
  private final Webhooks webhooks;
  private final Scheduler loop;

  public LetterLoop(Webhooks webhooks, Scheduler loop) {
    this.webhooks = webhooks;
    this.loop = loop;
  }

  /** Parks a letter of a caller. */
  public Future<KeptLetter> park(Letter letter, String caller) {
    Promise<KeptLetter> parked = Promise.promise();
    webhooks
        .withLetters(letters -> letters.park(letter, caller))
        .onComplete(result -> loop.execute(() -> parked.handle(result)));
    return parked.future();
  }

  /** Has the letters of a source tried again on this event loop; completes when that is known. */
  public Future<Void> redriveBy(LetterSource source, Redriver redriver) {
    Redriver here =
        letter -> {
          Promise<Optional<Refusal>> done = Promise.promise();
          loop.execute(
              () ->
                  redriver
                      .redrive(letter)
                      .onComplete(result -> onLettersContext(() -> done.handle(result))));
          return done.future();
        };
    return webhooks.withLetters(
        letters -> {
          letters.onRedrive(source, here);
          return Future.succeededFuture();
        });
  }

  private void onLettersContext(Runnable task) {
    webhooks
        .<Void>withLetters(
            letters -> {
              task.run();
              return Future.succeededFuture();
            })
        .onFailure(failure -> Faults.report("a redrive", failure));
  }
}
