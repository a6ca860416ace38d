package io.quayside.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Keeps what a consumer has seen in the service's own PostgreSQL (12 or newer), in the tables
 * {@code quayside_cursor}, {@code quayside_version}, {@code quayside_parked} and {@code
 * quayside_anywhere} of the connections' schema, so that it is committed together with what the
 * handlers write.
 */
public final class JdbcStore implements Store {
  /** Any number, the same for all consumers of a database. */
  private static final long TABLES_LOCK = 0x51554159;

  private static final List<String> TABLES =
      List.of(
          """
          create table if not exists quayside_cursor (
            consumer text, partition int, next_offset bigint not null,
            primary key (consumer, partition))
          """,
          """
          create table if not exists quayside_version (
            consumer text, shipment_id text, version int not null,
            primary key (consumer, shipment_id))
          """,
          """
          create table if not exists quayside_parked (
            consumer text, shipment_id text, version int, partition int not null,
            value bytea not null, state text not null, attempts int not null,
            next_attempt_at timestamptz, error text,
            primary key (consumer, shipment_id, version))
          """,
          """
          create table if not exists quayside_anywhere (consumer text primary key)
          """,
          // Before, a cursor of partition -1 said that shipments may begin with any version.
          """
          with old as (delete from quayside_cursor where partition = -1 returning consumer)
          insert into quayside_anywhere select consumer from old on conflict do nothing
          """,
          """
          create index if not exists quayside_parked_due
            on quayside_parked (consumer, next_attempt_at) where state = 'RETRYING'
          """);

  private final DataSource dataSource;

  private JdbcStore(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** A store behind connections of which it needs as many as the consumer is parallel, and 2. */
  public static JdbcStore of(DataSource dataSource) {
    return new JdbcStore(dataSource);
  }

  @Override
  public void createTables() throws SQLException {
    try (StoreTransaction transaction = begin();
        Statement statement = transaction.tx().connection().createStatement()) {
      // Two instances that start at once would both find that there are none.
      statement.execute("select pg_advisory_xact_lock(" + TABLES_LOCK + ")");
      for (String table : TABLES) {
        statement.execute(table);
      }
      transaction.commit();
    }
  }

  @Override
  @SuppressWarnings("resource") // the transaction closes it
  public StoreTransaction begin() throws SQLException {
    Connection connection = connection();
    try {
      connection.setAutoCommit(false);
      return new JdbcTransaction(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private Connection connection() throws SQLException {
    try {
      return dataSource.getConnection();
    } catch (RuntimeException e) {
      // As a pool throws that is made with its first connection.
      throw new SQLException("no connection", e);
    }
  }
}
