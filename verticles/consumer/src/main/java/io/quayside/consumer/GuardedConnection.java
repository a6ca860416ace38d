package io.quayside.consumer;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A connection whose transaction only its owner ends. What leads back to the connection (its
 * statements, their results, its meta data) leads to the guarded one.
 */
final class GuardedConnection {
  private static final Set<String> REFUSED =
      Set.of("commit", "close", "abort", "setAutoCommit", "setTransactionIsolation");

  /** What leads to the connection, the special before the general. */
  private static final List<Class<? extends Wrapper>> LEADS =
      List.of(
          CallableStatement.class,
          PreparedStatement.class,
          Statement.class,
          ResultSet.class,
          DatabaseMetaData.class);

  private static final Pattern TAKES_SQL = Pattern.compile("(execute|prepare).*|addBatch");

  private final Connection guarded;

  private GuardedConnection(Connection connection) {
    this.guarded =
        (Connection)
            proxy(
                Connection.class,
                (proxy, method, arguments) -> {
                  refuseEnd(method, arguments);
                  return invoke(proxy, connection, method, arguments);
                });
  }

  static Connection of(Connection connection) {
    return new GuardedConnection(connection).guarded;
  }

  /** What a handler is told that would end the transaction. */
  static IllegalStateException refusal(String what) {
    return new IllegalStateException(what + " is the consumer's: a handler returns or throws");
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(
        GuardedConnection.class.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static void refuseEnd(Method method, Object[] arguments) {
    boolean toSavepoint =
        arguments != null && arguments.length == 1 && arguments[0] instanceof Savepoint;
    if (REFUSED.contains(method.getName())
        || (method.getName().equals("rollback") && !toSavepoint)) {
      throw refusal(method.getName());
    }
  }

  private Object invoke(Object proxy, Object target, Method method, Object[] arguments)
      throws Throwable {
    if (arguments != null && arguments.length > 0) {
      if (arguments[0] instanceof String sql && TAKES_SQL.matcher(method.getName()).matches()) {
        TransactionWords.refuse(sql);
      }
      if (arguments[0] instanceof Class<?> type && method.getName().equals("unwrap")) {
        if (type.isInstance(proxy)) {
          return proxy;
        }
        if (Connection.class.isAssignableFrom(type) || Statement.class.isAssignableFrom(type)) {
          throw refusal(type.getName());
        }
      }
    }
    try {
      Object answer = method.invoke(target, arguments);
      return method.getName().equals("unwrap") ? answer : guarded(answer);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Object guarded(Object answer) {
    if (answer instanceof Connection) {
      return guarded;
    }
    for (Class<?> type : LEADS) {
      if (type.isInstance(answer)) {
        return proxy(type, (proxy, method, arguments) -> invoke(proxy, answer, method, arguments));
      }
    }
    return answer;
  }
}
