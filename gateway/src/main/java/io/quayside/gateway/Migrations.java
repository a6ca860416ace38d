package io.quayside.gateway;

import io.quayside.gateway.config.PostgresUri;
import org.flywaydb.core.Flyway;

/** Migrates the database schema to the version that this gateway expects. */
final class Migrations {
  private Migrations() {}

  /** Applies missing migrations; nodes that start together wait for each other. */
  static void apply(PostgresUri uri) {
    Flyway.configure()
        .dataSource(uri.jdbcUrl(), uri.user(), uri.password())
        .locations("classpath:db/migration")
        .load()
        .migrate();
  }
}
