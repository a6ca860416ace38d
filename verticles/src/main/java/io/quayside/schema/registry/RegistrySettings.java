package io.quayside.schema.registry;

import org.jspecify.annotations.Nullable;

/**
 * Where the registry is.
 *
 * @param url with its path, as {@code http://registry:8080/apis/ccompat/v7}, without a slash at its
 *     end
 * @param user the user of basic authentication, or null
 * @param password the user's password, or null
 * @param required whether a node without it is not ready
 */
public record RegistrySettings(
    String url, @Nullable String user, @Nullable String password, boolean required) {
  /** Without the password, for logs. */
  @Override
  public String toString() {
    return "RegistrySettings[url=" + url + ", required=" + required + ']';
  }
}
