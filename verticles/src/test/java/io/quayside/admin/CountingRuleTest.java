package io.quayside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Unreadable;
import io.quayside.log.envelope.AdminCodec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which records count, and what stands under a key after them. */
class CountingRuleTest {
  private static final String ACME = "tenant/acme";

  private final ObjectStore store =
      new ObjectStore(TestNode.KEYS, Duration.ofMinutes(5), System::nanoTime);
  private final ObjectTable<Tenant> tenants = store.table(ObjectKinds.TENANT);

  private static byte[] record(int version, String change, boolean suspended) {
    String data =
        change.equals("removed")
            ? "{}"
            : "{\"suspended\":%s,\"quotas\":{},\"createdAt\":\"2026-03-02T08:15:30.125Z\"}"
                .formatted(suspended);
    return record(version, "admin.tenant-" + change + ".v1", data);
  }

  private static byte[] record(int version, String type, String data) {
    return AdminCodec.encode(ACME, version, type, "acme", TestNode.NOW, data.getBytes(UTF_8));
  }

  @Test
  void shouldCountTheNextVersionOnly() {
    assertThat(store.apply(ACME, record(2, "changed", true))).isEqualTo(ObjectTable.PASSED_OVER);
    assertThat(store.apply(ACME, record(1, "created", false))).isEqualTo(1);
    assertThat(store.apply(ACME, record(1, "created", true))).isEqualTo(ObjectTable.PASSED_OVER);
    assertThat(store.tenant("acme"))
        .isEqualTo(new Tenant("acme", 1, false, Tenant.Quotas.NONE, TestNode.NOW));

    assertThat(store.apply(ACME, record(3, "changed", false))).isEqualTo(ObjectTable.PASSED_OVER);
    assertThat(store.apply(ACME, record(2, "changed", true))).isEqualTo(2);
    assertThat(store.tenant("acme").suspended()).isTrue();
    assertThat(store.changes()).isEqualTo(2);
  }

  @Test
  void shouldContinueTheVersionsOfARemovedObject() {
    store.apply(ACME, record(1, "created", false));
    store.apply(ACME, record(2, "removed", false));

    assertThat(store.tenant("acme")).isNull();
    assertThat(tenants.of("acme")).isEmpty();
    assertThat(tenants.state("acme")).isEqualTo(new Absent<>(2));
    assertThat(store.size()).isZero();

    store.apply(ACME, record(1, "created", false));
    assertThat(store.tenant("acme")).isNull();
    store.apply(ACME, record(3, "created", false));
    assertThat(store.tenant("acme").version()).isEqualTo(3);
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void shouldMakeAnObjectUnusableByARecordThatItCannotRead() {
    store.apply(ACME, record(1, "created", false));

    store.apply(ACME, record(2, "admin.tenant-frozen.v1", "{}"));

    assertThat(store.tenant("acme")).isNull();
    assertThat(tenants.state("acme")).isEqualTo(new Unreadable<>(2));
    store.apply(ACME, record(3, "changed", false));
    assertThat(store.tenant("acme").version()).isEqualTo(3);
  }

  @Test
  void shouldRefuseMembersThatItDoesNotKnow() {
    String data =
        """
        {"suspended":false,"quotas":{},"createdAt":"2026-03-02T08:15:30.125Z","until":"2027"}\
        """;

    store.apply(ACME, record(1, "admin.tenant-created.v1", data));

    assertThat(tenants.state("acme")).isEqualTo(new Unreadable<>(1));
  }

  @Test
  void shouldTakeWhatIsNoRecordAtAllForAPossibleRevocation() {
    for (byte[] foreign : new byte[][] {null, "not JSON".getBytes(UTF_8), record("tenant/other")}) {
      ObjectStore fresh = new ObjectStore(TestNode.KEYS, TestNode.MAX_STALE, System::nanoTime);
      fresh.apply(ACME, record(1, "created", false));

      assertThat(fresh.apply(ACME, foreign)).isEqualTo(ObjectTable.UNDECODABLE);

      assertThat(fresh.tenant("acme")).isNull();
      assertThat(fresh.changes()).isEqualTo(2);
      // The version of what could not be read is unknown, so the next one counts.
      assertThat(fresh.apply(ACME, record(2, "changed", false))).isEqualTo(2);
    }
  }

  /** The first record of another object. */
  private static byte[] record(String subject) {
    return AdminCodec.encode(
        subject, 1, "admin.tenant-created.v1", "acme", TestNode.NOW, "{}".getBytes(UTF_8));
  }

  @Test
  void shouldPassOverKeysOfUnknownKinds() {
    for (String key : new String[] {null, "", "tenant", "unknown/acme", "tenants/acme", "/acme"}) {
      assertThat(store.apply(key, record(1, "created", false)))
          .as(key)
          .isEqualTo(ObjectTable.PASSED_OVER);
    }
    assertThat(store.changes()).isZero();
  }

  @Test
  void shouldAlwaysHaveTheDefaultTenantUnlessItCannotBeRead() {
    assertThat(store.tenant("default")).isEqualTo(Tenant.unwrittenDefault(0));
    assertThat(store.tenant("acme")).isNull();

    store.apply("tenant/default", "not JSON".getBytes(UTF_8));

    assertThat(store.tenant("default")).isNull();
  }
}
