/**
 * Credentials: turns API keys, JWTs and device tokens into principals. Uses {@code admin} and what
 * is below it; knows no door.
 */
@NullMarked
package io.quayside.auth;

import org.jspecify.annotations.NullMarked;
