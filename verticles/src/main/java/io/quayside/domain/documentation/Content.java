package io.quayside.domain.documentation;

/**
 * Stored content.
 *
 * @param sha256 64 lower-case hexadecimal digits
 * @param sizeBytes 1 to 16 MiB, or what the gateway is configured for
 * @param mediaType without parameters, as {@code application/pdf}
 */
public record Content(String sha256, int sizeBytes, String mediaType) {}
