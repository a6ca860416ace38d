package io.quayside.gateway.consumer;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to one schema of a PostgreSQL, kept for the next who asks. They can be cut. */
final class Connections implements DataSource, AutoCloseable {
  private final PGSimpleDataSource server = new PGSimpleDataSource();
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean away;

  Connections(int port, String schema) {
    server.setServerNames(new String[] {"127.0.0.1"});
    server.setPortNumbers(new int[] {port});
    server.setUser("quayside");
    server.setDatabaseName("quayside");
    server.setCurrentSchema(schema);
  }

  /** From now on nobody reaches the server, or everybody does again. */
  void cut(boolean cut) {
    away = cut;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (away) {
      throw new SQLException("cut", "08001");
    }
    Connection kept = idle.poll();
    Connection real = kept == null ? server.getConnection() : kept;
    return (Connection)
        Proxy.newProxyInstance(
            Connections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                if (!real.isClosed()) {
                  idle.add(real);
                }
                return null;
              }
              if (away && !method.getName().equals("rollback")) {
                if (method.getName().equals("isValid")) {
                  return false;
                }
                throw new SQLException("cut", "08006");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      connection.close();
    }
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("nothing to unwrap");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
