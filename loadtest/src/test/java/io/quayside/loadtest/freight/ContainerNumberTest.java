package io.quayside.loadtest.freight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerNumberTest {
  /** Numbers that others publish as right ones; the first is the standard's own example. */
  @ParameterizedTest
  @ValueSource(strings = {"CSQU3054383", "APZU4812090", "TEXU3070079"})
  void shouldKnowRightNumbers(String number) {
    assertThat(ContainerNumber.isValid(number)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CSQU3054384", "CSUQ3054383", "CSQU305438", "csqu3054383", "APZU2134567"})
  void shouldKnowWrongNumbers(String number) {
    assertThat(ContainerNumber.isValid(number)).isFalse();
  }

  @Test
  void shouldDrawRightNumbersOnly() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      assertThat(ContainerNumber.draw(random)).matches(ContainerNumber::isValid, "valid");
    }
  }
}
