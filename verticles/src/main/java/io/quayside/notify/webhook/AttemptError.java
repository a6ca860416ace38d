package io.quayside.notify.webhook;

import java.util.Locale;

/** Why an attempt failed. */
public enum AttemptError {
  GONE,
  REDIRECT,
  STATUS,
  TIMEOUT,
  RESET,
  DNS,
  REFUSED_ADDRESS,
  CONNECT,
  TLS;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The word that callers see. */
  public String word() {
    return word;
  }

  /** Whether there was no connection to send the request over. */
  boolean isWithoutConnection() {
    return switch (this) {
      case DNS, REFUSED_ADDRESS, CONNECT, TLS -> true;
      case GONE, REDIRECT, STATUS, TIMEOUT, RESET -> false;
    };
  }
}
