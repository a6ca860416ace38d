/**
 * The launcher: what one process of Quayside consists of, in which order it comes up and goes down,
 * and the management port that tells how it is. Touches every other module's entrance, and
 * processes, files and ports; decides nothing about shipments.
 */
package io.quayside.gateway;
