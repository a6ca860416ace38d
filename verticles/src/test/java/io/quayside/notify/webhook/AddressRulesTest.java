package io.quayside.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may be connected to. */
class AddressRulesTest {
  private static final AddressRules PUBLIC = new AddressRules(List.of());

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.255.255.255",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "64:ff9b::a00:1",
        "64:ff9b::808:808",
        "2001::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:808:808::1",
        "3fff::1",
        "3fff:fff::1",
        "::ffff:10.0.0.1"
      })
  void shouldRefuseWhatIsNotPublic(String text) throws UnknownHostException {
    assertThat(PUBLIC.isAllowed(address(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2001:200::1",
        "3ffe::1",
        "2a00::1"
      })
  void shouldAllowWhatIsPublic(String text) throws UnknownHostException {
    assertThat(PUBLIC.isAllowed(address(text))).isTrue();
  }

  @Test
  void shouldAllowWhatTheOperatorAllows() throws UnknownHostException {
    AddressRules rules =
        new AddressRules(
            List.of(AddressRange.parse("10.1.0.0/16"), AddressRange.parse("fd00::/8")));

    assertThat(rules.isAllowed(address("10.1.2.3"))).isTrue();
    assertThat(rules.isAllowed(address("10.2.0.1"))).isFalse();
    assertThat(rules.isAllowed(address("fd12::1"))).isTrue();
    assertThat(rules.isAllowedMapped(address("::ffff:10.1.2.3"))).isTrue();
    assertThat(rules.isAllowedMapped(address("::ffff:8.8.8.8"))).isFalse();
    assertThat(AddressRange.parse("::ffff:10.0.0.0/104").contains(address("10.9.9.9").getAddress()))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0/8", "x/8", "::/129", "fe80::1%1/64"})
  void shouldRefuseWhatIsNoBlock(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
