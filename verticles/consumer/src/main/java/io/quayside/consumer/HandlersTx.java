package io.quayside.consumer;

import java.sql.Connection;
import java.sql.SQLException;

/** What a handler gets of a transaction: it may not end it. */
record HandlersTx(JdbcTransaction transaction, Connection connection) implements Tx {
  @Override
  public int update(String sql, Object... parameters) throws SQLException {
    TransactionWords.refuse(sql);
    return transaction.update(sql, parameters);
  }
}
