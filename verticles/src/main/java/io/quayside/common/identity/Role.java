package io.quayside.common.identity;

import java.util.Locale;

/** What a principal is to the gateway. A principal has exactly one role. */
public enum Role {
  /** Books shipments and follows its own. */
  SHIPPER,
  /** Carries shipments: reports on those assigned to it. */
  CARRIER,
  /** Sends tracking updates under its own device id. */
  DEVICE,
  /** Reads everything of its tenant. */
  SERVICE,
  /** Does everything in its tenant. */
  OPERATOR;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The role's name in credentials and answers, as {@code shipper}. */
  public String word() {
    return word;
  }
}
