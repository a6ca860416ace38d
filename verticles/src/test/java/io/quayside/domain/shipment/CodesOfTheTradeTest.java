package io.quayside.domain.shipment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodesOfTheTradeTest {
  @ParameterizedTest
  @CsvFileSource(resources = "/iso6346/vectors.csv", numLinesToSkip = 1)
  void shouldVerifyContainerNumbers(String number, boolean valid, String source) {
    assertThat(ContainerNumber.isValid(number)).as(source).isEqualTo(valid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "CSQU",
        "CSQU305438",
        "CSQU30543833",
        "csqu3054383",
        "CSQU 305438",
        "CSQA3054383",
        "CS3U3054383",
        "CSQU30543A3",
        "CSQU305438X",
        "CSQU3054380",
        "ＣSQU3054383",
        "CSQU30543８3"
      })
  void shouldRefuseOtherTextsAsContainerNumbers(String number) {
    assertThat(ContainerNumber.isValid(number)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEHAM", "NLRTM", "US2AZ", "GB999", "ZZ222"})
  void shouldAcceptUnLocodes(String code) {
    assertThat(UnLocode.isValid(code)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "DEHA",
        "DEHAMB",
        "deham",
        "D2HAM",
        "DE HM",
        "DEHA0",
        "DEHA1",
        "DEHÄM",
        "DE\u0000AM"
      })
  void shouldRefuseOtherTextsAsUnLocodes(String code) {
    assertThat(UnLocode.isValid(code)).isFalse();
  }
}
