package io.quayside.edge.web;

import java.net.URI;
import java.util.Optional;

/**
 * What the web page is told about the gateway that serves it.
 *
 * @param enabled whether the gateway serves the page at all
 * @param authRequired whether its requests need credentials
 * @param demo whether the page offers to play the demo
 * @param tiles a map service whose images are drawn beneath the shipments
 * @param oidc an OpenID provider that visitors may sign in with
 * @param webhooks whether the gateway has webhooks, which need keys that seal secrets
 */
public record PageSettings(
    boolean enabled,
    boolean authRequired,
    boolean demo,
    Optional<Tiles> tiles,
    Optional<Oidc> oidc,
    boolean webhooks) {

  /** For gateways that serve no page. */
  public static final PageSettings NONE =
      new PageSettings(false, true, false, Optional.empty(), Optional.empty(), false);

  /**
   * Raster tiles.
   *
   * @param url with {@code {z}}, {@code {x}} and {@code {y}}
   * @param attribution the text that the map shows
   */
  public record Tiles(String url, String attribution) {
    /** The origin of the images, as a source of the content security policy. */
    String origin() {
      return originOf(url.replaceAll("[{}]", "0"));
    }
  }

  /** A client of an OpenID provider: authorization code flow with PKCE, without a secret. */
  public record Oidc(String issuer, String clientId, String scope) {
    String origin() {
      return originOf(issuer);
    }
  }

  private static String originOf(String url) {
    URI uri = URI.create(url);
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
