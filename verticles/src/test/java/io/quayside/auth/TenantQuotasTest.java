package io.quayside.auth;

import static io.quayside.auth.InMemoryAdministration.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.Tenant.Quotas;
import io.quayside.common.identity.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantQuotasTest {
  private final AuthFixture auth = new AuthFixture();

  @AfterEach
  void close() {
    auth.close();
  }

  private Quota quota() {
    return auth.granted(auth.key("acme", Role.OPERATOR, false, null).text()).quota();
  }

  private void given(Integer requests, Integer positions, Integer sockets) {
    auth.administration.put(tenant("acme", new Quotas(requests, positions, sockets, null), false));
  }

  private double refused(String kind) {
    var counter = auth.meters.find("quayside.rate.limited").tag("kind", kind).counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void shouldNotBoundATenantWithoutQuotas() {
    var quota = quota();
    for (int i = 0; i < 1_000; i++) {
      assertThat(quota.takeRequest()).isTrue();
      assertThat(quota.takeSocket()).isTrue();
    }
    assertThat(quota.takePositions(1_000_000)).isEqualTo(1_000_000);
  }

  @Test
  void shouldBoundEachKindByItself() {
    given(2, 3, 1);
    var quota = quota();
    assertThat(quota.takeRequest()).isTrue();
    assertThat(quota.takeRequest()).isTrue();
    assertThat(quota.takeRequest()).isFalse();
    assertThat(quota.takePositions(2)).isEqualTo(2);
    assertThat(quota.takePositions(5)).isEqualTo(1);
    assertThat(quota.takeSocket()).isTrue();
    assertThat(quota.takeSocket()).isFalse();
    quota.releaseSocket();
    assertThat(quota.takeSocket()).isTrue();
    assertThat(refused("requests")).isEqualTo(1);
    assertThat(refused("positions")).isEqualTo(4);
    assertThat(refused("sockets")).isEqualTo(1);
    auth.scheduler.advance(1_000);
    assertThat(quota.takeRequest()).isTrue();
  }

  @Test
  void shouldBeSharedByAllCallersOfATenant() {
    given(1, null, null);
    assertThat(quota().takeRequest()).isTrue();
    assertThat(quota().takeRequest()).isFalse();
    assertThat(auth.granted(AuthFixture.BOOTSTRAP, "acme").quota().takeRequest()).isFalse();
    assertThat(auth.granted(AuthFixture.BOOTSTRAP).quota().takeRequest()).isTrue();
  }

  @Test
  void shouldFollowChangesAndCountSocketsThroughout() {
    var quota = quota();
    assertThat(quota.takeSocket()).isTrue();
    given(1, null, 1);
    assertThat(quota.takeSocket()).isFalse();
    assertThat(quota.takeRequest()).isTrue();
    assertThat(quota.takeRequest()).isFalse();
    // A change that leaves the rate as it is does not fill the bucket.
    given(1, 5, 2);
    assertThat(quota.takeRequest()).isFalse();
    assertThat(quota.takeSocket()).isTrue();
    given(null, null, null);
    assertThat(quota.takeRequest()).isTrue();
  }
}
