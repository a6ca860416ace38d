/**
 * The documentation context: which papers a shipment needs, who has handed in what, and the verdict
 * on it. Content itself is kept elsewhere, under its SHA-256; events hold hash, size and type.
 * Pure, like every context.
 */
@NullMarked
package io.quayside.domain.documentation;

import org.jspecify.annotations.NullMarked;
