/**
 * The records of one partition in offset order, without gaps: {@link io.quayside.log.feed.LogFeed}
 * over an append-only {@link io.quayside.log.feed.Log}. Knows neither Kafka nor JSON.
 */
@NullMarked
package io.quayside.log.feed;

import org.jspecify.annotations.NullMarked;
