package io.quayside.content;

import java.time.Duration;

/**
 * How contents are kept.
 *
 * @param maxBytes how long a content may be
 * @param orphansAfter how long a content is kept, at least, that no document names; it is removed
 *     before twice as long
 */
public record ContentSettings(int maxBytes, Duration orphansAfter) {}
