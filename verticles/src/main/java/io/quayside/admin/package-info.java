/**
 * Administration objects (tenants, API keys, device groups, webhooks, the protocol floor), kept in
 * the topic {@code quayside-admin} and whole in every node's memory. Uses {@code log} and what is
 * below it.
 */
@NullMarked
package io.quayside.admin;

import org.jspecify.annotations.NullMarked;
