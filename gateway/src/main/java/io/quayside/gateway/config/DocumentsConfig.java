package io.quayside.gateway.config;

/**
 * How contents of documents are kept.
 *
 * @param maxMib how long one may be
 * @param orphanSeconds how long one is kept that no document names
 */
public record DocumentsConfig(int maxMib, int orphanSeconds) {
  public DocumentsConfig {
    GatewayConfig.require(
        maxMib >= 1 && maxMib <= 1_024, ConfigKey.DOCUMENTS_MAX_MIB, "a number from 1 to 1024");
    GatewayConfig.require(
        orphanSeconds >= 1 && orphanSeconds <= 31_536_000,
        ConfigKey.DOCUMENTS_ORPHAN_SECONDS,
        "a number from 1 to 31536000");
  }

  /** How many bytes a content may have. */
  public int maxBytes() {
    return maxMib * 1024 * 1024;
  }
}
