/**
 * The administration over HTTP: API keys, device groups, tenants. Uses {@code admin} and {@code
 * edge.http}.
 */
@NullMarked
package io.quayside.edge.admin;

import org.jspecify.annotations.NullMarked;
