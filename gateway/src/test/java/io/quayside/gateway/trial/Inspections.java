package io.quayside.gateway.trial;

import java.time.Instant;

/** The slice: how many inspections were requested, and the last of them. */
record Inspections(int count, String lastReason, Instant lastRequestedAt) {}
