package io.quayside.gateway.config;

/** A configuration that cannot be used; the message is one line for whoever wrote it. */
public final class ConfigException extends RuntimeException {
  private final String line;

  public ConfigException(String line) {
    super(line);
    this.line = line;
  }

  public ConfigException(String line, Throwable cause) {
    super(line, cause);
    this.line = line;
  }

  /** The message. */
  public String line() {
    return line;
  }
}
