package io.quayside.consumer;

/** Why a record reaches no handler. */
public enum Skip {
  /** The shipment's version was seen before. */
  DUPLICATE,
  /** No handler is registered for its type. */
  NO_HANDLER,
  /** It is no event of Quayside. */
  FOREIGN
}
