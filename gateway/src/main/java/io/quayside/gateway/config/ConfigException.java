package io.quayside.gateway.config;

/** A configuration that cannot be used; the message is one line for whoever wrote it. */
public final class ConfigException extends RuntimeException {
  public ConfigException(String line) {
    super(line);
  }

  public ConfigException(String line, Throwable cause) {
    super(line, cause);
  }
}
