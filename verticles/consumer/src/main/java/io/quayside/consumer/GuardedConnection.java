package io.quayside.consumer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Savepoint;
import java.util.Set;

/** A connection whose transaction only its owner ends. */
final class GuardedConnection {
  private static final Set<String> REFUSED =
      Set.of("commit", "close", "abort", "setAutoCommit", "setTransactionIsolation");

  private GuardedConnection() {}

  static Connection of(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            GuardedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean toSavepoint =
                  arguments != null && arguments.length == 1 && arguments[0] instanceof Savepoint;
              if (REFUSED.contains(method.getName())
                  || (method.getName().equals("rollback") && !toSavepoint)) {
                throw new IllegalStateException(
                    method.getName() + " is the consumer's: a handler returns or throws");
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
