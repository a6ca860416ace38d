/** What statements to PostgreSQL have in common. Uses Vert.x' client and nothing else. */
@NullMarked
package io.quayside.common.sql;

import org.jspecify.annotations.NullMarked;
