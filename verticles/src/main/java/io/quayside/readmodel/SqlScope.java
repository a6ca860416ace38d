package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.vertx.sqlclient.Tuple;
import java.util.Set;

/**
 * The rows of {@code shipments s} that a principal may read, as a condition in SQL: the same
 * shipments as those of which {@link io.quayside.domain.stream.Rights#mayRead} is true.
 */
final class SqlScope {
  private SqlScope() {}

  /** Appends the condition and its parameters. */
  static void append(StringBuilder sql, Tuple parameters, Principal principal) {
    equal(sql, parameters, "s.tenant", principal.tenant());
    switch (principal.role()) {
      case OPERATOR, SERVICE -> {}
      case SHIPPER -> {
        if (principal.shippers() != null) {
          oneOf(sql, parameters, "s.shipper", principal.shippers());
        }
      }
      case CARRIER -> oneOf(sql, parameters, "s.carrier", principal.carriers());
      case DEVICE -> sql.append(" and false");
    }
  }

  private static void equal(StringBuilder sql, Tuple parameters, String column, String value) {
    sql.append(column).append(" = $").append(parameters.addString(value).size());
  }

  private static void oneOf(
      StringBuilder sql, Tuple parameters, String column, Set<String> values) {
    parameters.addArrayOfString(values.toArray(String[]::new));
    sql.append(" and ").append(column).append(" = any($").append(parameters.size()).append(')');
  }
}
