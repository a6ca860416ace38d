package io.quayside.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.notify.webhook.AddressGuard.RefusedException;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Names that lead elsewhere than they did, or to several places. */
class AddressGuardTest {
  private static final Target TARGET =
      Objects.requireNonNull(Target.parse("https://erp.example/hooks", false));

  private final List<String> addresses = new ArrayList<>();
  private final ManualScheduler scheduler = new ManualScheduler();
  private int resolved;
  private final AddressGuard guard =
      new AddressGuard(
          name -> {
            resolved++;
            return Future.succeededFuture(
                addresses.stream().map(AddressGuardTest::address).toList());
          },
          new AddressRules(List.of()),
          scheduler);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private void resolvesTo(String... texts) {
    addresses.clear();
    addresses.addAll(List.of(texts));
  }

  private AttemptError refusal() {
    var refused = guard.address(TARGET);
    assertThat(refused.failed()).isTrue();
    return ((RefusedException) refused.cause()).error();
  }

  @Test
  void shouldHandOutTheAddressThatItChecked() {
    resolvesTo("93.184.216.34", "93.184.216.35");

    assertThat(guard.address(TARGET).result()).isEqualTo(address("93.184.216.34"));
  }

  @Test
  void shouldRefuseANameWithOneInnerAddress() {
    resolvesTo("93.184.216.34", "10.0.0.1");

    assertThat(refusal()).isEqualTo(AttemptError.REFUSED_ADDRESS);
  }

  @Test
  void shouldRefuseANameThatLeadsInwardsSinceItWasChecked() {
    resolvesTo("93.184.216.34");
    guard.address(TARGET);
    resolvesTo("169.254.169.254");

    assertThat(guard.address(TARGET).result()).isEqualTo(address("93.184.216.34"));
    scheduler.advance(5_000);

    assertThat(refusal()).isEqualTo(AttemptError.REFUSED_ADDRESS);
    assertThat(resolved).isEqualTo(2);
  }

  @Test
  void shouldResolveAgainAfterAnAddressCouldNotBeConnectedTo() {
    resolvesTo("93.184.216.34");
    guard.address(TARGET);
    resolvesTo("93.184.216.35");

    guard.forget(TARGET);

    assertThat(guard.address(TARGET).result()).isEqualTo(address("93.184.216.35"));
  }

  @Test
  void shouldRefuseANameWithoutAddresses() {
    assertThat(refusal()).isEqualTo(AttemptError.DNS);
  }
}
