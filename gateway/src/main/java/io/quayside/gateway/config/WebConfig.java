package io.quayside.gateway.config;

import io.quayside.edge.web.PageSettings;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The web page.
 *
 * @param enabled whether the gateway serves it
 * @param demo whether it offers to play the demo
 * @param tilesUrl raster tiles beneath the map, with {@code {z}}, {@code {x}} and {@code {y}}
 * @param tilesAttribution the text that the tiles' license asks for
 * @param oidcIssuer an OpenID provider that visitors sign in with
 * @param oidcClientId the page's name there
 * @param oidcScope the scopes that it asks for
 */
public record WebConfig(
    boolean enabled,
    boolean demo,
    Optional<String> tilesUrl,
    Optional<String> tilesAttribution,
    Optional<String> oidcIssuer,
    Optional<String> oidcClientId,
    Optional<String> oidcScope) {
  /** Without characters that end a source of a content security policy. */
  private static final String ADDRESS = "https?://[A-Za-z0-9.:\\[\\]-]+";

  private static final Pattern TILES =
      Pattern.compile(
          ADDRESS + "/(?=[^\\s]*\\{z})(?=[^\\s]*\\{x})(?=[^\\s]*\\{y})[^\\s\"'<>;,]{1,500}");
  private static final Pattern ISSUER = Pattern.compile(ADDRESS + "(/[^\\s\"'<>;,?#]*)?");
  private static final String DEFAULT_SCOPE = "openid";

  public WebConfig {
    tilesUrl.ifPresent(
        url ->
            GatewayConfig.require(
                TILES.matcher(url).matches(),
                ConfigKey.WEB_TILES_URL,
                "a URL of images such as https://tiles.example/{z}/{x}/{y}.png"));
    GatewayConfig.require(
        tilesAttribution.isEmpty() || tilesUrl.isPresent(),
        ConfigKey.WEB_TILES_ATTRIBUTION,
        ConfigKey.WEB_TILES_URL.key() + " beside it");
    oidcIssuer.ifPresent(
        url ->
            GatewayConfig.require(
                ISSUER.matcher(url).matches(),
                ConfigKey.WEB_OIDC_ISSUER,
                "an issuer's URL such as https://id.example/realms/trade"));
    GatewayConfig.require(
        oidcIssuer.isPresent() == oidcClientId.isPresent(),
        oidcIssuer.isPresent() ? ConfigKey.WEB_OIDC_ISSUER : ConfigKey.WEB_OIDC_CLIENT_ID,
        "web.oidc.issuer and web.oidc.client-id, or neither");
    GatewayConfig.require(
        oidcScope.isEmpty() || oidcIssuer.isPresent(),
        ConfigKey.WEB_OIDC_SCOPE,
        ConfigKey.WEB_OIDC_ISSUER.key() + " beside it");
  }

  /** What the page is told, with what else the gateway is. */
  public PageSettings settings(boolean authRequired, boolean webhooks) {
    return new PageSettings(
        enabled,
        authRequired,
        demo,
        tilesUrl.map(url -> new PageSettings.Tiles(url, tilesAttribution.orElse(""))),
        oidcIssuer.map(
            issuer ->
                new PageSettings.Oidc(
                    issuer, oidcClientId.orElseThrow(), oidcScope.orElse(DEFAULT_SCOPE))),
        webhooks);
  }
}
