/** TLS of a port: its certificate, read from PEM files and read again when they change. */
@NullMarked
package io.quayside.edge.tls;

import org.jspecify.annotations.NullMarked;
