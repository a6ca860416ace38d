package io.quayside.gateway;

import io.quayside.gateway.config.PostgresUri;
import org.flywaydb.core.Flyway;

/** Brings the database's tables to what this version of the gateway expects. */
final class Migrations {
  private Migrations() {}

  /** Applies what has not been applied yet; nodes that start together wait for each other. */
  static void apply(PostgresUri uri) {
    Flyway.configure()
        .dataSource(uri.jdbcUrl(), uri.user(), uri.password())
        .locations("classpath:db/migration")
        .load()
        .migrate();
  }
}
