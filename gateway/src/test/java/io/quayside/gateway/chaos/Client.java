package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.History.Violation;
import io.quayside.gateway.chaos.Node.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Sends a write until it is accepted, as clients are told: whatever promises nothing is sent again,
 * the same, to another node.
 */
final class Client {
  private static final long AGAIN_AFTER_NANOS = Duration.ofMillis(100).toNanos();
  private static final long GIVES_UP_AFTER_NANOS = Duration.ofMinutes(3).toNanos();

  private final List<Node> nodes;
  private final History history;
  private int at;

  /** One that begins at the node of that number. */
  Client(List<Node> nodes, int first, History history) {
    this.nodes = nodes;
    this.history = history;
    this.at = first;
  }

  /** How a write was accepted in the end. */
  record Settled(
      Reply reply,
      Node node,
      long firstSentNanos,
      long sentNanos,
      long answeredNanos,
      int attempts) {}

  /** The acceptance; empty where there was none for minutes, which is a violation. */
  Optional<Settled> settle(String what, Function<Node, Reply> send) {
    return settle(what, send, reply -> false);
  }

  /** As the other; a refusal that is allowed settles the write, too. */
  Optional<Settled> settle(String what, Function<Node, Reply> send, Predicate<Reply> allowed) {
    long first = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      var node = nodes.get(at % nodes.size());
      long sent = System.nanoTime();
      var reply = send.apply(node);
      long answered = System.nanoTime();
      history.answered(reply.status());
      if (reply.accepted() || allowed.test(reply)) {
        return Optional.of(new Settled(reply, node, first, sent, answered, attempt));
      }
      if (!reply.promisesNothing()) {
        history.violated(
            Violation.Kind.WRONGLY_REFUSED,
            "%s by %s: %d %s".formatted(what, node.name(), reply.status(), reply.body()));
      }
      if (answered - first > GIVES_UP_AFTER_NANOS) {
        history.violated(
            Violation.Kind.UNANSWERED, "%s, %d attempts, last %s".formatted(what, attempt, reply));
        return Optional.empty();
      }
      at++;
      LockSupport.parkNanos(AGAIN_AFTER_NANOS);
    }
  }
}
