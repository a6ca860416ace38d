package io.quayside.notify.webhook;

import io.quayside.common.scheduling.OnContext;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.letter.Redriver;
import io.vertx.core.Context;
import io.vertx.core.Future;

/** The dead letters as another event loop uses them: what it asks for comes back to it. */
public final class LetterLoop {
  private final Webhooks webhooks;
  private final Context context;

  public LetterLoop(Webhooks webhooks, Context context) {
    this.webhooks = webhooks;
    this.context = context;
  }

  /** Parks a letter of the gateway itself. */
  public Future<KeptLetter> park(Letter letter) {
    return OnContext.complete(context, webhooks.withLetters(letters -> letters.park(letter)));
  }

  /** Parks a letter of a caller. */
  public Future<KeptLetter> park(Letter letter, String caller) {
    return OnContext.complete(
        context, webhooks.withLetters(letters -> letters.park(letter, caller)));
  }

  /** Has the letters of a source tried again on this event loop; completes when that is known. */
  public Future<Void> redriveBy(LetterSource source, Redriver redriver) {
    Redriver here = letter -> OnContext.run(context, () -> redriver.redrive(letter));
    return webhooks.withLetters(
        letters -> {
          letters.onRedrive(source, here);
          return Future.succeededFuture();
        });
  }
}
