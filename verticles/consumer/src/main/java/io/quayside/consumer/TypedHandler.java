package io.quayside.consumer;

/**
 * As {@link Handler}, with the event's data parsed.
 *
 * @param <T> what the data is parsed into
 */
@FunctionalInterface
public interface TypedHandler<T> {
  /** See {@link Handler#handle}. What the parser throws counts as a failed attempt too. */
  void handle(QuaysideEvent event, T data, Tx tx) throws Exception;
}
