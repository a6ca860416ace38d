package io.quayside.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.DeviceGroup;
import io.quayside.admin.DeviceGroup.Epoch;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTokensTest {
  private static final String GROUP = "4Q7ZK2MB";
  private static final byte[] FIRST = secret(1);
  private static final byte[] SECOND = secret(2);

  private final AuthFixture auth = new AuthFixture();

  @AfterEach
  void close() {
    auth.close();
  }

  private static byte[] secret(int seed) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) seed);
    return secret;
  }

  private static DeviceGroup group(
      String tenant, String carrier, List<Epoch> epochs, Set<String> denied) {
    return new DeviceGroup(GROUP, 1, tenant, "ais", carrier, epochs, denied, Instant.EPOCH);
  }

  private void given(Set<String> denied, Epoch... epochs) {
    auth.administration.put(group("acme", "MAEU", List.of(epochs), denied));
  }

  private static String token(int epoch, byte[] secret, String deviceId) {
    return DeviceToken.make("acme", GROUP, epoch, secret, deviceId);
  }

  @Test
  void shouldMakeTheTokenOfTheContract() throws Exception {
    Mac hmac = Mac.getInstance("HmacSHA256");
    hmac.init(new SecretKeySpec(FIRST, "HmacSHA256"));
    byte[] mac =
        Arrays.copyOf(hmac.doFinal(("qd1\nacme\n" + GROUP + "\n1\nais-ü").getBytes(UTF_8)), 16);
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    assertThat(token(1, FIRST, "ais-ü"))
        .isEqualTo(
            "qd_4Q7ZK2MB.1."
                + base64.encodeToString("ais-ü".getBytes(UTF_8))
                + "."
                + base64.encodeToString(mac));
  }

  @Test
  void shouldGrantPositionsOfItsOwnDevice() {
    given(Set.of(), new Epoch(1, FIRST));
    var grant = auth.granted(token(1, FIRST, "ais-1"), "acme");
    assertThat(grant.principal())
        .isEqualTo(
            new Principal(
                "acme",
                Role.DEVICE,
                "device/4Q7ZK2MB/ais-1",
                null,
                Set.of("MAEU"),
                false,
                "ais-1"));
    assertThat(grant.until()).isNull();
    assertThat(auth.refused(token(1, FIRST, "ais-1"), "default").code().code())
        .isEqualTo("forbidden");
  }

  @Test
  void shouldKnowTheLongestDeviceId() {
    given(Set.of(), new Epoch(1, FIRST));
    String longest = "\uD83D\uDEA2".repeat(64);
    assertThat(auth.granted(token(1, FIRST, longest)).principal().deviceId()).isEqualTo(longest);
    auth.assertUnauthenticated(token(1, FIRST, longest + "x"));
  }

  @Test
  void shouldRefuseWhatWasMadeOtherwise() {
    given(Set.of(), new Epoch(2, SECOND), new Epoch(1, FIRST));
    auth.assertUnauthenticated(token(1, SECOND, "ais-1"));
    auth.assertUnauthenticated(token(3, FIRST, "ais-1"));
    auth.assertUnauthenticated(DeviceToken.make("other", GROUP, 1, FIRST, "ais-1"));
    auth.assertUnauthenticated(DeviceToken.make("acme", "4Q7ZK2MC", 1, FIRST, "ais-1"));
    String other = token(1, FIRST, "ais-2");
    String mac = other.substring(other.lastIndexOf('.'));
    String own = token(1, FIRST, "ais-1");
    auth.assertUnauthenticated(own.substring(0, own.lastIndexOf('.')) + mac);
    assertThat(auth.granted(own).isValid()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qd_4Q7ZK2MB.01.YQ.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.0.YQ.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.9999999999.YQ.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.-1.YQ.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.1.YQ==.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.1.YR.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.1..AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.1._w.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.1.AA.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.1.YQ.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "qd_4Q7ZK2MB.1.YQ.",
        "qd_4Q7ZK2MB.1.YQ",
        "qd_4Q7ZK2MB.1.YQ.AAAA.AAAA",
        "qd_4q7zk2mb.1.YQ.AAAAAAAAAAAAAAAAAAAAAA",
        "qd_"
      })
  void shouldRefuseAnotherForm(String token) {
    given(Set.of(), new Epoch(1, FIRST));
    assertThat(DeviceToken.parse(token)).isNull();
    auth.assertUnauthenticated(token);
  }

  @Test
  void shouldRefuseADeniedDeviceAndNoOther() {
    given(Set.of(), new Epoch(1, FIRST));
    var denied = auth.granted(token(1, FIRST, "ais-1"));
    var other = auth.granted(token(1, FIRST, "ais-2"));
    given(Set.of("ais-1"), new Epoch(1, FIRST));
    assertThat(denied.isValid()).isFalse();
    assertThat(other.isValid()).isTrue();
    auth.assertUnauthenticated(token(1, FIRST, "ais-1"));
  }

  @Test
  void shouldHoldForAsLongAsItsEpoch() {
    given(Set.of(), new Epoch(1, FIRST));
    var grant = auth.granted(token(1, FIRST, "ais-1"));
    given(Set.of(), new Epoch(2, SECOND), new Epoch(1, FIRST));
    assertThat(grant.isValid()).isTrue();
    given(Set.of(), new Epoch(2, SECOND));
    assertThat(grant.isValid()).isFalse();
    auth.assertUnauthenticated(token(1, FIRST, "ais-1"));
    assertThat(auth.granted(token(2, SECOND, "ais-1")).isValid()).isTrue();
  }

  @Test
  void shouldRefuseWhereTheSecretCannotBeRead() {
    given(Set.of(), new Epoch(1, FIRST));
    var grant = auth.granted(token(1, FIRST, "ais-1"));
    given(Set.of(), new Epoch(1, (byte[]) null));
    assertThat(grant.isValid()).isFalse();
    auth.assertUnauthenticated(token(1, FIRST, "ais-1"));
  }

  @Test
  void shouldEndWithItsGroupAndTenant() {
    given(Set.of(), new Epoch(1, FIRST));
    var grant = auth.granted(token(1, FIRST, "ais-1"));
    auth.administration.remove(group("acme", "MAEU", List.of(), Set.of()));
    assertThat(grant.isValid()).isFalse();
    given(Set.of(), new Epoch(1, FIRST));
    assertThat(grant.isValid()).isTrue();
    auth.administration.suspend("acme");
    assertThat(grant.isValid()).isFalse();
    auth.assertUnauthenticated(token(1, FIRST, "ais-1"));
  }
}
