package io.quayside.auth;

import static io.quayside.auth.TestIssuer.claims;
import static io.quayside.auth.TestIssuer.header;
import static io.quayside.auth.TestIssuer.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import io.quayside.admin.Tenant.Quotas;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWebTokensTest {
  private static final RSAKey KEY = TestIssuer.rsa("k1");

  private AuthFixture auth = with(TestIssuer.SETTINGS);

  @AfterEach
  void close() {
    auth.close();
  }

  private static AuthFixture with(IssuerSettings... issuers) {
    var fixture =
        new AuthFixture(List.of(issuers), issuer -> Future.succeededFuture(TestIssuer.keySet(KEY)));
    fixture.authenticator.start();
    fixture.scheduler.run();
    return fixture;
  }

  private long now() {
    return auth.clock.instant().getEpochSecond();
  }

  private JsonObject good() {
    return claims(now());
  }

  @Test
  void shouldGrantWhatTheTokenSays() {
    String token = token(KEY, good());
    var grant = auth.granted(token, "acme");
    assertThat(grant.principal())
        .isEqualTo(
            new Principal("acme", Role.OPERATOR, "jwt/sso/user-1", null, Set.of(), false, null));
    assertThat(grant.until()).isEqualTo(auth.clock.instant().plusSeconds(300));
    assertThat(auth.granted(token)).as("the same grant, from the cache").isSameAs(grant);
    assertThat(auth.refused(token, "default").code().code()).isEqualTo("forbidden");
  }

  @Test
  void shouldTakeATokenWithoutNbfAndIat() {
    var claims = good();
    claims.remove("nbf");
    claims.remove("iat");
    claims.put("aud", new JsonArray().add("account").add("quayside"));
    claims.put("quayside_role", new JsonArray().add("offline_access").add("carrier"));
    claims.put("quayside_carriers", new JsonArray().add("MAEU").add("HLCU"));
    assertThat(auth.granted(token(KEY, claims)).principal().carriers())
        .containsExactlyInAnyOrder("MAEU", "HLCU");
  }

  @Test
  void shouldLimitAShipperToItsShippers() {
    var claims = good().put("quayside_role", "shipper");
    assertThat(auth.granted(token(KEY, claims)).principal().shippers()).isNull();
    claims.put("quayside_shippers", "Hansa Tea");
    assertThat(auth.granted(token(KEY, claims)).principal().shippers())
        .containsExactly("Hansa Tea");
    var names = IntStream.range(0, 100).mapToObj(i -> "Shipper " + i).toList();
    claims.put("quayside_shippers", new JsonArray(names));
    assertThat(auth.granted(token(KEY, claims)).principal().shippers()).hasSize(100);
    claims.put("quayside_shippers", new JsonArray(names).copy().add("One more"));
    auth.assertUnauthenticated(token(KEY, claims));
    for (Object wrong :
        new Object[] {new JsonArray(), 1, new JsonArray().add(1), "", new JsonObject(), "A\0"}) {
      auth.assertUnauthenticated(token(KEY, claims.copy().put("quayside_shippers", wrong)));
    }
    var withNull = claims.copy();
    withNull.putNull("quayside_shippers");
    auth.assertUnauthenticated(token(KEY, withNull));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          iss               | "https://sso.harbour.example/realms/acme/"
          iss               | null
          iss               | ["https://sso.harbour.example/realms/acme"]
          aud               | "other"
          aud               | ["account"]
          aud               | []
          aud               | null
          aud               | {"quayside": true}
          sub               | ""
          sub               | "with space"
          sub               | "umläut"
          sub               | 7
          sub               | null
          exp               | null
          exp               | "1900000000"
          nbf               | "0"
          nbf               | null
          iat               | true
          quayside_role     | ["shipper", "operator"]
          quayside_role     | ["operator", "device"]
          quayside_role     | "device"
          quayside_role     | "Operator"
          quayside_role     | "operator shipper"
          quayside_role     | []
          quayside_role     | null
          quayside_role     | {"operator": true}
          quayside_role     | "carrier"
          """)
  void shouldRefuseAWrongClaim(String claim, String value) {
    var claims = good();
    claims.put(claim, new JsonArray("[" + value + "]").getValue(0));
    auth.assertUnauthenticated(token(KEY, claims));
  }

  @ParameterizedTest
  @CsvSource({"iss", "aud", "sub", "exp", "quayside_role"})
  void shouldRequireItsClaims(String claim) {
    var claims = good();
    claims.remove(claim);
    auth.assertUnauthenticated(token(KEY, claims));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []
          ["maeu"]
          ["MAEU", 1]
          "MAEU HLCU"
          null
          """)
  void shouldWantCarriersOfACarrier(String value) {
    var claims = good().put("quayside_role", "carrier");
    claims.put("quayside_carriers", new JsonArray("[" + value + "]").getValue(0));
    auth.assertUnauthenticated(token(KEY, claims));
  }

  @Test
  void shouldTellThatASignedTokenHasExpiredAndNothingElse() {
    String token = token(KEY, good());
    assertThat(auth.granted(token).isValid()).isTrue();
    auth.clock.advance(Duration.ofSeconds(329));
    assertThat(auth.granted(token).isValid()).as("within the leeway").isTrue();
    auth.clock.advance(Duration.ofSeconds(1));
    var problem = auth.refused(token);
    assertThat(problem.code().code()).isEqualTo("unauthenticated");
    assertThat(problem.detail()).isEqualTo("The token has expired");
    auth.assertUnauthenticated(token(TestIssuer.rsa("k1"), claims(now() - 1_000)));
    auth.assertUnauthenticated(token(KEY, claims(now() - 1_000).put("aud", "other")));
  }

  @Test
  void shouldRefuseATokenFromTheFuture() {
    assertThat(auth.granted(token(KEY, good().put("nbf", now() + 30))).isValid()).isTrue();
    assertThat(auth.granted(token(KEY, good().put("iat", now() + 30.5 - 0.5))).isValid()).isTrue();
    auth.assertUnauthenticated(token(KEY, good().put("nbf", now() + 31)));
    auth.assertUnauthenticated(token(KEY, good().put("iat", now() + 31)));
  }

  @Test
  void shouldTakeTimesBeyondAllTimes() {
    var grant = auth.granted(token(KEY, good().put("exp", 1e300)));
    assertThat(grant.until()).isEqualTo("9999-12-31T23:59:59Z");
    assertThat(auth.refused(token(KEY, good().put("exp", -1))).detail()).contains("expired");
  }

  @Test
  void shouldTakeTheTenantOfAClaim() {
    auth.close();
    auth =
        with(
            new IssuerSettings(
                "sso",
                TestIssuer.URL,
                TestIssuer.AUDIENCE,
                null,
                null,
                "tenant",
                "roles",
                "shippers",
                "carriers"));
    var claims = good().put("roles", "service");
    assertThat(auth.granted(token(KEY, claims.put("tenant", "acme"))).principal().tenant())
        .isEqualTo("acme");
    for (Object wrong :
        new Object[] {
          "nowhere", "ACME", "", new JsonArray().add("acme").add("default"), new JsonArray(), 1
        }) {
      auth.assertUnauthenticated(token(KEY, claims.put("tenant", wrong)));
    }
    claims.remove("tenant");
    auth.assertUnauthenticated(token(KEY, claims));
  }

  @Test
  void shouldEndWhenTheTenantIsSuspended() {
    String token = token(KEY, good());
    var grant = auth.granted(token);
    auth.administration.suspend("acme");
    assertThat(grant.isValid()).isFalse();
    auth.assertUnauthenticated(token);
    auth.administration.put(InMemoryAdministration.tenant("acme", Quotas.NONE, false));
    assertThat(auth.granted(token).isValid()).isTrue();
  }

  @Test
  void shouldTellIssuersApartByTheirAudience() {
    auth.close();
    var other =
        new IssuerSettings(
            "ci",
            TestIssuer.URL,
            "ci",
            null,
            "default",
            null,
            "quayside_role",
            "quayside_shippers",
            "quayside_carriers");
    auth = with(TestIssuer.SETTINGS, other);
    assertThat(auth.granted(token(KEY, good().put("aud", "ci"))).principal().caller())
        .isEqualTo("default/jwt/ci/user-1");
    assertThat(auth.granted(token(KEY, good())).principal().caller())
        .isEqualTo("acme/jwt/sso/user-1");
  }

  @Test
  void shouldCountOutcomes() {
    auth.granted(token(KEY, good()));
    auth.refused(token(KEY, good().put("aud", "other")));
    auth.refused(token(KEY, header("RS256", "k1"), good().put("sub", "")));
    assertThat(auth.count("jwt", "granted")).isEqualTo(1);
    assertThat(auth.count("jwt", "unauthenticated")).isEqualTo(2);
  }
}
