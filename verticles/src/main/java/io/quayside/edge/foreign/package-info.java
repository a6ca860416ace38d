/** Documents of foreign formats over HTTP: EPCIS and DCSA, in and out. */
@NullMarked
package io.quayside.edge.foreign;

import org.jspecify.annotations.NullMarked;
