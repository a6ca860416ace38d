/**
 * The domain. This package holds what all contexts share: commands, events, decisions, and {@link
 * io.quayside.domain.Context}, the descriptor by which the rest of Quayside knows a context. Each
 * context ({@code shipment}, …) is a package of its own; {@code stream} joins them; {@code
 * tracking} holds what devices report. Pure: values and functions without clock, chance, I/O,
 * logging or concurrency; of Quayside only JSON, problems and forms of identities are used.
 */
@NullMarked
package io.quayside.domain;

import org.jspecify.annotations.NullMarked;
