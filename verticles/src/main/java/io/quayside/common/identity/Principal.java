package io.quayside.common.identity;

/**
 * The caller on whose behalf a request is made. Idempotency keys are scoped to it.
 *
 * @param id the caller's stable id
 */
public record Principal(String id) {
  /** Every caller, as long as callers need no credentials. */
  public static final Principal ANONYMOUS = new Principal("anonymous");
}
