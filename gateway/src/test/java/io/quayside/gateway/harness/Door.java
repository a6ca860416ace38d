package io.quayside.gateway.harness;

import java.io.IOException;

/** A port of the gateway that speaks HTTP, and a resource there that can be read at any time. */
public enum Door {
  GATEWAY("/v1/shipments?limit=1"),
  MANAGEMENT("/livez");

  private final String target;

  Door(String target) {
    this.target = target;
  }

  /** The request target of the resource. */
  public String target() {
    return target;
  }

  public RawHttp open(GatewayProcess gateway) throws IOException {
    return new RawHttp(this == GATEWAY ? gateway.ports().http() : gateway.ports().management());
  }

  /**
   * A request's head from one line of a test's table: {@code |} ends a line, {@code {target}} is
   * the resource.
   */
  public String head(String lines) {
    return lines.replace("{target}", target).replace("|", "\r\n") + "\r\n\r\n";
  }

  /** A whole request that is answered with 200. */
  public String get() {
    return head("GET {target} HTTP/1.1|Host: a");
  }
}
