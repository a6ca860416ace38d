package io.quayside.gateway;

import io.quayside.cluster.Agreement;
import io.quayside.gateway.config.PostgresUri;
import io.quayside.readmodel.Generation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Migrates the database schema to the version that this gateway expects. */
final class Migrations {
  private Migrations() {}

  /**
   * Applies missing migrations; nodes that start together wait for each other. While the read
   * models are rebuilt, nodes with other tables or events are refused.
   */
  static void apply(PostgresUri uri) {
    var flyway =
        Flyway.configure()
            .dataSource(uri.jdbcUrl(), uri.user(), uri.password())
            .locations("classpath:db/migration")
            .callbacks(new CurrentTables())
            .load();
    var protocol = protocolOfRebuild(uri);
    if (protocol.isPresent()) {
      if (flyway.info().pending().length > 0) {
        throw StartException.refused(
            "rebuild: the read models are rebuilt, and this version changes their tables;"
                + " start it when the rebuild has ended");
      }
      if (protocol.getAsInt() != Agreement.HIGHEST_PROTOCOL) {
        throw StartException.refused(
            "rebuild: the read models are rebuilt by nodes with protocol number %d, and this one"
                    .formatted(protocol.getAsInt())
                + " has %d; start it when the rebuild has ended"
                    .formatted(Agreement.HIGHEST_PROTOCOL));
      }
    }
    flyway.migrate();
  }

  /** The protocol number of the nodes that rebuild the read models now, if they do. */
  private static OptionalInt protocolOfRebuild(PostgresUri uri) {
    try (var connection = DriverManager.getConnection(uri.jdbcUrl(), uri.user(), uri.password());
        var statement = connection.createStatement()) {
      return hasGenerations(statement)
          ? number(
              statement,
              "select protocol from generations where state in ('RUNNING', 'READY')"
                  + " and protocol is not null")
          : OptionalInt.empty();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean hasGenerations(Statement statement) throws SQLException {
    return number(statement, "select 1 where to_regclass('generations') is not null").isPresent();
  }

  private static OptionalInt number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
    }
  }

  /**
   * Has migrations change the tables of the current generation: they name tables without a schema.
   * A table that they make and that belongs to no generation goes to the first schema.
   */
  private static final class CurrentTables implements Callback {
    private static final String OTHERS =
        """
        do $$
        declare
          one text;
        begin
          for one in select tablename from pg_tables
            where schemaname = '{schema}' and tablename <> all (array['{tables}'])
          loop
            execute format('alter table {schema}.%I set schema public', one);
          end loop;
        end
        $$
        """;

    @Override
    public boolean supports(Event event, Context context) {
      return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
      return true;
    }

    @Override
    public void handle(Event event, Context context) {
      try {
        handle(event, context.getConnection());
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void handle(Event event, Connection connection) throws SQLException {
      try (var statement = connection.createStatement()) {
        var current =
            hasGenerations(statement)
                ? number(statement, "select generation from generations where state = 'CURRENT'")
                : OptionalInt.empty();
        if (current.isEmpty() || current.getAsInt() == 0) {
          return;
        }
        var schema = Generation.schema(current.getAsInt());
        if (event == Event.BEFORE_EACH_MIGRATE) {
          statement.execute("set search_path to " + schema + ", public");
        } else {
          statement.execute(
              OTHERS
                  .replace("{schema}", schema)
                  .replace("{tables}", String.join("', '", Generation.TABLES)));
          statement.execute("set search_path to public");
        }
      }
    }

    @Override
    public String getCallbackName() {
      return "tables of the current generation";
    }
  }
}
