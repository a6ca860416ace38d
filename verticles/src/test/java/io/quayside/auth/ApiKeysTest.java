package io.quayside.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.ApiKeyText;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
  private final AuthFixture auth = new AuthFixture();

  @AfterEach
  void close() {
    auth.close();
  }

  @Test
  void shouldGrantWhatTheKeySays() {
    var shipper = auth.key("acme", Role.SHIPPER, false, null);
    assertThat(auth.granted(shipper.text()).principal())
        .isEqualTo(
            new Principal(
                "acme", Role.SHIPPER, "key/erp", Set.of("Hansa Tea"), Set.of(), false, null));
    var carrier = auth.key("acme", Role.CARRIER, false, null);
    var grant = auth.granted(carrier.text(), "acme");
    assertThat(grant.principal().carriers()).containsExactly("MAEU");
    assertThat(grant.until()).isNull();
    assertThat(grant.isValid()).isTrue();
    assertThat(auth.count("key", "granted")).isEqualTo(2);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "qk_",
        "qk_00000000_00000000000000000000000000000000",
        "qk_0000000I_00000000000000000000000000000000",
        "qk_00000000_0000000000000000000000000000000",
        "qk_00000000-00000000000000000000000000000000",
        "QK_00000000_00000000000000000000000000000000",
        "qd_",
        "abc",
        "ä.ö.ü"
      })
  void shouldAnswerAlikeToWhateverIsWrong(String token) {
    auth.assertUnauthenticated(token);
  }

  @Test
  void shouldRefuseAnotherSecretOfAKnownId() {
    var made = auth.key("acme", Role.OPERATOR, false, null);
    auth.assertUnauthenticated(ApiKeyText.random(made.key().keyId()));
    auth.assertUnauthenticated(made.text().toLowerCase(Locale.ROOT));
    auth.assertUnauthenticated(made.text() + "0");
    assertThat(auth.granted(made.text()).isValid()).isTrue();
  }

  @Test
  void shouldEndAtItsTime() {
    Instant end = auth.clock.instant().plusSeconds(60);
    var made = auth.key("acme", Role.SERVICE, false, end);
    var grant = auth.granted(made.text());
    assertThat(grant.until()).isEqualTo(end);
    auth.clock.advance(Duration.ofMillis(59_999));
    assertThat(grant.isValid()).isTrue();
    auth.clock.advance(Duration.ofMillis(1));
    assertThat(grant.isValid()).isFalse();
    auth.assertUnauthenticated(made.text());
  }

  @Test
  void shouldEndWhenItIsRevoked() {
    var made = auth.key("acme", Role.SERVICE, false, null);
    var other = auth.key("acme", Role.SERVICE, false, null);
    var grant = auth.granted(made.text());
    auth.administration.remove(other.key());
    assertThat(grant.isValid()).isTrue();
    auth.administration.remove(made.key());
    assertThat(grant.isValid()).isFalse();
    auth.assertUnauthenticated(made.text());
  }

  @Test
  void shouldEndWhenItsTenantIsSuspended() {
    var made = auth.key("acme", Role.OPERATOR, false, null);
    var grant = auth.granted(made.text());
    auth.administration.suspend("acme");
    assertThat(grant.isValid()).isFalse();
    auth.assertUnauthenticated(made.text());
    auth.assertUnauthenticated(auth.key("nowhere", Role.OPERATOR, false, null).text());
  }

  @Test
  void shouldActInItsOwnTenantAlone() {
    var made = auth.key("acme", Role.OPERATOR, false, null);
    assertThat(auth.granted(made.text(), "acme").principal().tenant()).isEqualTo("acme");
    for (String other : new String[] {"default", "nowhere", "", "ACME", "acme,acme"}) {
      assertThat(auth.refused(made.text(), other).code().code()).isEqualTo("forbidden");
    }
  }

  @Test
  void shouldJudgeTheCredentialBeforeTheTenant() {
    assertThat(auth.refused(ApiKeyText.random(), "other").code().code())
        .isEqualTo("unauthenticated");
  }

  @Test
  void shouldActInWhateverTenantAnOperatorOfAllNames() {
    var made = auth.key("acme", Role.OPERATOR, true, null);
    assertThat(auth.granted(made.text()).principal())
        .isEqualTo(Principal.operatorOfAll("default", "key/*/erp"));
    assertThat(auth.granted(made.text(), "acme").principal().caller()).isEqualTo("acme/key/*/erp");
    var problem = auth.refused(made.text(), "nowhere");
    assertThat(problem.code().code()).isEqualTo("validation-failed");
    assertThat(problem.errors()).singleElement().matches(o -> o.where().equals("Quayside-Tenant"));
  }

  @Test
  void shouldTakeTheBootstrapKey() {
    assertThat(auth.granted(AuthFixture.BOOTSTRAP).principal())
        .isEqualTo(Principal.operatorOfAll("default", "key/*/bootstrap"));
    assertThat(auth.granted(AuthFixture.BOOTSTRAP, "acme").principal().tenant()).isEqualTo("acme");
    auth.assertUnauthenticated(ApiKeyText.random(ApiKeyText.keyId(AuthFixture.BOOTSTRAP)));
  }

  @Test
  void shouldBeUnavailableWhereRevocationsMayBeMissing() {
    auth.administration.setFresh(false);
    assertThat(auth.authenticator.isAvailable()).isFalse();
    for (String token : new String[] {AuthFixture.BOOTSTRAP, null, "x"}) {
      assertThat(auth.refused(token).code().code()).isEqualTo("temporarily-unavailable");
    }
  }

  @Test
  void shouldRefuseOtherTenantsWhereNoCredentialsAreNeeded() {
    var open = Authenticator.OPEN;
    assertThat(open.isRequired()).isFalse();
    assertThat(open.authenticate("whatever", null).result()).isSameAs(Grant.ANONYMOUS);
    assertThat(open.authenticate(null, "default").result()).isSameAs(Grant.ANONYMOUS);
    assertThat(open.authenticate(null, "acme").cause()).hasMessageStartingWith("forbidden");
  }

  @Test
  void shouldMakeKeysOfItsForm() {
    String text = ApiKeyText.random();
    assertThat(text).matches("qk_[0-9A-HJKMNP-TV-Z]{8}_[0-9A-HJKMNP-TV-Z]{32}");
    assertThat(ApiKeyText.isValid(text)).isTrue();
    assertThat(ApiKeyText.random()).isNotEqualTo(text);
    assertThat(ApiKeyText.random("4Q7ZK2MB")).startsWith("qk_4Q7ZK2MB_");
    assertThat(BootstrapKey.parse(text).orElseThrow().toString()).isEqualTo("***");
    assertThat(BootstrapKey.parse("qk_1")).isEmpty();
  }
}
