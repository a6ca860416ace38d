/** Commands of whatever door: identity, the shard's answer, the outcome. */
package io.quayside.edge.command;
