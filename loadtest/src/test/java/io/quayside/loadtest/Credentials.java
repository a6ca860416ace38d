package io.quayside.loadtest;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What every request is sent with.
 *
 * @param token a bearer token, or empty where the gateway needs none
 * @param tenant the tenant that an operator of all tenants acts in, or empty
 */
record Credentials(String token, String tenant) {
  Credentials {
    if (!token.matches("[!-~]*")) {
      throw new SettingsException("token must be visible ASCII, without white space");
    }
    if (!tenant.matches("[a-z0-9-]{0,32}")) {
      throw new SettingsException("tenant must be 1 to 32 of a-z, 0-9 and -; it is " + tenant);
    }
  }

  /** The headers by name. */
  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!token.isEmpty()) {
      headers.put("Authorization", "Bearer " + token);
    }
    if (!tenant.isEmpty()) {
      headers.put("Quayside-Tenant", tenant);
    }
    return headers;
  }

  /** Without the token, which must not get into a report. */
  @Override
  public String toString() {
    return "tenant " + tenant;
  }
}
