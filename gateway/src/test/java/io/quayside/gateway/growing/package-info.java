/** The example of docs/growing.md: an analysis over the topics, outside of the gateway. */
package io.quayside.gateway.growing;
