/**
 * The configuration: its keys, its sources (a YAML file, and environment variables, which win) and
 * its validation. Reads that file and nothing else; other packages take the finished record.
 */
@NullMarked
package io.quayside.gateway.config;

import org.jspecify.annotations.NullMarked;
