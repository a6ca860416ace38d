package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresUriTest {
  @Test
  void shouldTellADriverWhatItNeeds() {
    var uri = PostgresUri.parse("postgres://har%20bour:a+b%40c:d@db/quay?sslmode=require");
    assertThat(uri).isPresent();
    assertThat(uri.get().jdbcUrl()).isEqualTo("jdbc:postgresql://db:5432/quay?sslmode=require");
    assertThat(PostgresUri.parse("postgres://h@db/quay").orElseThrow().jdbcUrl())
        .isEqualTo("jdbc:postgresql://db:5432/quay?sslmode=disable");
    assertThat(PostgresUri.parse("postgres://h@db/quay?a=b").orElseThrow().jdbcUrl())
        .isEqualTo("jdbc:postgresql://db:5432/quay?a=b&sslmode=disable");
    assertThat(uri.get().user()).isEqualTo("har bour");
    assertThat(uri.get().password()).isEqualTo("a+b@c:d");
  }

  @Test
  void shouldNotShowSecrets() {
    var uri = PostgresUri.parse("postgresql://harbour:geheim@db:1/quay?password=geheim");
    assertThat(uri.orElseThrow()).hasToString("postgresql://harbour:***@db:1/quay");
    var open = PostgresUri.parse("postgresql://harbour@[::1]:5433/quay");
    assertThat(open.orElseThrow()).hasToString("postgresql://harbour@[::1]:5433/quay");
    assertThat(open.orElseThrow().password()).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsNotWhole() {
    for (var text :
        new String[] {
          "",
          "x",
          "mysql://u@h/d",
          "postgresql:u@h/d",
          "postgresql://u@h",
          "postgresql://:p@h/d",
          "postgresql://u@h/a/b",
          "postgresql://u:p w@h/d"
        }) {
      assertThat(PostgresUri.parse(text)).as(text).isEmpty();
    }
  }
}
