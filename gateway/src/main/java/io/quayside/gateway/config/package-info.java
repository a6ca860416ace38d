/**
 * The gateway's configuration: which keys there are, where their values come from (a YAML file, and
 * environment variables that win over it), and what makes them valid. Pure but for reading the
 * file; whoever starts something gets the finished record and reads no variable himself.
 */
package io.quayside.gateway.config;
