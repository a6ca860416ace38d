/**
 * JSON as Quayside speaks it: a strict reader, a writer for the hot path, RFC 3339 times and
 * fingerprints of payloads. It knows no shipment and no HTTP; of Quayside it uses only {@code
 * problem}, to say what is wrong with a text.
 */
@NullMarked
package io.quayside.common.json;

import org.jspecify.annotations.NullMarked;
