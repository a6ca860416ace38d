package io.quayside.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.domain.shipment.ShipmentContext;
import io.quayside.domain.stream.Upcasters.Upcast;
import io.quayside.domain.stream.Upcasters.Upcaster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpcastersTest {
  private static Upcaster step(String type, String next, String member) {
    return new Upcaster(
        type,
        next,
        data -> {
          Map<String, Object> more = new HashMap<>(data);
          more.put(member, next);
          return more;
        });
  }

  private static Upcaster step(int from, int to) {
    return step("a.b.v" + from, "a.b.v" + to, "m" + to);
  }

  private static void verify(Upcaster... steps) {
    new Upcasters(List.of(steps)).verify(Set.of("a.b.v3"));
  }

  @Test
  void shouldApplyOneStepAfterTheOther() {
    Upcasters upcasters = new Upcasters(List.of(step(2, 3), step(1, 2)));
    upcasters.verify(Set.of("a.b.v3"));

    assertThat(upcasters.upcast("a.b.v1", Map.of("x", 1L)))
        .isEqualTo(new Upcast("a.b.v3", Map.of("x", 1L, "m2", "a.b.v2", "m3", "a.b.v3")));
    assertThat(upcasters.upcast("a.b.v2", Map.of()))
        .isEqualTo(new Upcast("a.b.v3", Map.of("m3", "a.b.v3")));
    assertThat(upcasters.upcast("a.b.v3", Map.of())).isNull();
    assertThat(upcasters.types()).containsExactlyInAnyOrder("a.b.v1", "a.b.v2");
  }

  @Test
  void shouldRefuseTwoStepsFromOneType() {
    assertThatThrownBy(() -> verify(step(2, 3), step(2, 3))).hasMessage("two upcasters of a.b.v2");
  }

  @Test
  void shouldRefuseAGap() {
    assertThatThrownBy(() -> verify(step(1, 2))).hasMessage("no upcaster leads on from a.b.v2");
    assertThatThrownBy(() -> verify(step(1, 3)))
        .hasMessage("an upcaster leads from a.b.v1 to a.b.v3");
  }

  @Test
  void shouldRefuseACycle() {
    assertThatThrownBy(() -> verify(step(1, 2), step(2, 1)))
        .hasMessageStartingWith("an upcaster leads from a.b.v2 to a.b.v1");
  }

  @Test
  void shouldRefuseAStepFromACurrentType() {
    assertThatThrownBy(() -> verify(step(3, 4)))
        .hasMessage("a.b.v3 is current and has an upcaster");
  }

  @Test
  void shouldBeVerifiedWithTheContexts() {
    Upcasters leadingNowhere =
        new Upcasters(List.of(step("shipment.booked.v2", "shipment.booked.v3", "m")));

    assertThatThrownBy(
            () -> new Contexts(List.of(new ShipmentContext()), Gate.OPEN, leadingNowhere))
        .hasMessage("no upcaster leads on from shipment.booked.v3");
  }
}
