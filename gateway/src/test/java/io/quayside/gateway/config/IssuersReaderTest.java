package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.auth.IssuerSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuersReaderTest {
  @TempDir private Path directory;

  @Test
  void shouldReadTheSameListFromFileAndEnvironment() throws IOException {
    var file =
        Files.writeString(
            directory.resolve("quayside.yaml"),
            """
            auth:
              mode: required
              issuers:
                - name: sso
                  issuer: https://sso.harbour.example/realms/acme
                  audience: quayside
                  tenantClaim: tenant
                  roleClaim: roles
                - {name: ci, issuer: "http://localhost:8085/ci", audience: quayside,
                   jwks: "http://localhost:8085/ci/jwks", tenant: acme}
            """);
    var expected =
        new IssuerSettings[] {
          new IssuerSettings(
              "sso",
              "https://sso.harbour.example/realms/acme",
              "quayside",
              null,
              null,
              "tenant",
              "roles",
              "quayside_shippers",
              "quayside_carriers"),
          new IssuerSettings(
              "ci",
              "http://localhost:8085/ci",
              "quayside",
              "http://localhost:8085/ci/jwks",
              "acme",
              null,
              "quayside_role",
              "quayside_shippers",
              "quayside_carriers")
        };
    assertThat(ConfigReader.read(Optional.of(file), Map.of()).auth().issuers())
        .containsExactly(expected);
    var json =
        """
        [{"name":"sso","issuer":"https://sso.harbour.example/realms/acme","audience":"quayside",
          "tenantClaim":"tenant","roleClaim":"roles"},
         {"name":"ci","issuer":"http://localhost:8085/ci","audience":"quayside",
          "jwks":"http://localhost:8085/ci/jwks","tenant":"acme"}]
        """;
    assertThat(IssuersReader.read(json)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name          | 'Two Words'            | name as 1 to 32 of a-z
          name          |                        | name as 1 to 32 of a-z
          issuer        | http://sso.example     | issuer as an https URL
          issuer        | https://sso.example?a  | issuer as an https URL
          issuer        | sso.example            | issuer as an https URL
          issuer        | https://u:p@sso.example | issuer as an https URL
          issuer        | http://127.0.0.1.evil.example | issuer as an https URL
          jwks          | ftp://localhost/jwks   | jwks as an https URL
          audience      | ''                     | audience as a text
          tenantClaim   | tenant                 | either tenant or tenantClaim
          tenant        | UPPER                  | tenant as 1 to 32
          roleClaim     | ' '                    | roleClaim as a text
          scope         | openid                 | no member 'scope'
          """)
  void shouldNameAnIllFormedMember(String member, String value, String expected) {
    var issuer = valid();
    if (value == null) {
      issuer.remove(member);
    } else {
      issuer.put(member, value);
    }
    assertRefused(new JsonArray().add(valid().put("name", "first")).add(issuer), expected)
        .hasMessageContaining("in issuer 2 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "http://127.0.0.1:8085/a",
        "http://[::1]:8085",
        "https://sso.example/realms/acme/"
      })
  void shouldTakeHttpsAndLoopback(String issuer) {
    var list = new JsonArray().add(valid().put("issuer", issuer));
    assertThat(IssuersReader.read(list.encode())).hasSize(1);
  }

  @Test
  void shouldTellIssuersApart() {
    assertRefused(new JsonArray().add(valid()).add(valid()), "each name once");
    assertRefused(
        new JsonArray().add(valid()).add(valid().put("name", "other")),
        "each pair of issuer and audience once");
    var seventeen = new JsonArray();
    for (int i = 0; i < 17; i++) {
      seventeen.add(valid().put("name", "n" + i).put("audience", "a" + i));
    }
    assertRefused(seventeen, "at most 16 issuers");
  }

  private static JsonObject valid() {
    return new JsonObject()
        .put("name", "sso")
        .put("issuer", "https://sso.example")
        .put("audience", "quayside")
        .put("tenant", "acme");
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(JsonArray issuers, String expected) {
    return assertThatThrownBy(
            () ->
                ConfigReader.read(
                    Optional.empty(), Map.of("QUAYSIDE_AUTH_ISSUERS", issuers.encode())))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("auth.issuers (environment QUAYSIDE_AUTH_ISSUERS): expected ")
        .hasMessageContaining(expected);
  }
}
