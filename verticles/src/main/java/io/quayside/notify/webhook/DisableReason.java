package io.quayside.notify.webhook;

/** Why a webhook is disabled. */
public enum DisableReason {
  REQUESTED,
  /** The endpoint answered 410. */
  GONE,
  FAILING,
  /** No key of the key file opens its secrets. */
  SECRET_UNREADABLE,
  /** It was made or changed while no credentials were needed. */
  MADE_OPEN
}
