/** The composition of one node: its shards, edges and what they share. */
package io.quayside.node;
