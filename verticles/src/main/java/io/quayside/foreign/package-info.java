/**
 * Records of foreign formats as commands and tracking updates of their caller: which shipments a
 * record is about, in which order it is judged, and what is kept of it. The formats themselves are
 * packages below.
 */
@NullMarked
package io.quayside.foreign;

import org.jspecify.annotations.NullMarked;
