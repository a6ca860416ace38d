/**
 * The log and its formats: how a fact is written as a CloudEvent, how a record is appended to a
 * Kafka partition, and {@link io.quayside.log.LogFeed}, which hands a partition's records on in
 * offset order without gaps. May touch the contexts' types, never their decisions.
 */
package io.quayside.log;
