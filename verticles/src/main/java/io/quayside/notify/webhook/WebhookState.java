package io.quayside.notify.webhook;

/** How a webhook goes. */
public enum WebhookState {
  ACTIVE,
  /** Its endpoint fails: one probe at a time goes out. */
  DEGRADED,
  /** Nothing goes out until it is enabled. */
  DISABLED
}
