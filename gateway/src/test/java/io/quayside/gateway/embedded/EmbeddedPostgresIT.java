package io.quayside.gateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.gateway.config.PostgresUri;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.PostgresTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
  @TempDir private Path home;
  private EmbeddedPostgres postgres;

  @AfterEach
  void stop() throws Exception {
    if (postgres != null) {
      postgres.stop();
    }
  }

  @Test
  void shouldKeepDataAcrossRestartsAndStopWhatWasLeft() throws Exception {
    var port = Ports.one();
    postgres = EmbeddedPostgres.start(home, port);
    assertThat(postgres.version()).isEqualTo("17");
    execute("CREATE TABLE berths (name text)");
    execute("INSERT INTO berths VALUES ('north')");
    assertThat(setting("fsync")).isEqualTo("on");
    postgres.stop();
    assertThat(Postmaster.on(home.resolve("data"))).isEmpty();

    postgres = EmbeddedPostgres.start(home, port);
    assertThat(one("SELECT name FROM berths")).isEqualTo("north");
    assertThat(EmbeddedPostgres.leftBehind(home, port)).isTrue();
    assertThat(EmbeddedPostgres.leftBehind(home, port + 1)).isFalse();

    // Nobody stopped the former: as after the death of the gateway that had started it.
    var left = Postmaster.on(home.resolve("data")).orElseThrow().process();
    postgres = EmbeddedPostgres.start(home, port);
    assertThat(Postmaster.on(home.resolve("data")).orElseThrow().process()).isNotEqualTo(left);
    assertThat(one("SELECT name FROM berths")).isEqualTo("north");
  }

  @Test
  void shouldStartOverAStalePidFile() throws Exception {
    PostgresTemplate.copyInto(home);
    var port = Ports.one();
    postgres = EmbeddedPostgres.start(home, port);
    postgres.stop();
    var stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(home.resolve("data/postmaster.pid"), stranger.pid() + "\n/\n0\n1\n");
      postgres = EmbeddedPostgres.start(home, port);
      assertThat(stranger.isAlive()).isTrue();
      assertThat(one("SELECT 'served'")).isEqualTo("served");
    } finally {
      stranger.destroy();
    }
  }

  @Test
  void shouldLetNobodyInAsASuperuser() throws Exception {
    PostgresTemplate.copyInto(home);
    postgres = EmbeddedPostgres.start(home, Ports.one());
    assertThat(one("SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user"))
        .isEqualTo("false");
    var url = uri().jdbcUrl();
    assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "").close())
        .isInstanceOf(SQLException.class);
  }

  private PostgresUri uri() {
    return PostgresUri.parse(postgres.uri()).orElseThrow();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(uri().jdbcUrl(), uri().user(), uri().password());
  }

  private void execute(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String setting(String name) throws SQLException {
    return one("SELECT current_setting('" + name + "')");
  }

  private String one(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
