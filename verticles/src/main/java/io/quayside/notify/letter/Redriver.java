package io.quayside.notify.letter;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Tries again what the letters of one source are about; called by the owner of a letter's shard, on
 * the letters' context, within a second after its redrive. The same letter may come twice, after a
 * crash or with two owners: an attempt must be idempotent.
 */
public interface Redriver {
  /**
   * Makes one attempt. Completes with nothing once it has succeeded, or with the cause for which
   * the letter is parked again. A failed future means that something is away: the attempt is made
   * again a second later.
   */
  Future<Optional<Refusal>> redrive(KeptLetter letter);

  /**
   * Why an attempt has failed.
   *
   * @param detail in our words, never a peer's text
   */
  record Refusal(String code, String detail) {}
}
