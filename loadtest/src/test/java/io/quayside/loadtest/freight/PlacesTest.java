package io.quayside.loadtest.freight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacesTest {
  @Test
  void shouldKnowEachPlaceOnce() {
    List<String> codes = Places.all().stream().map(Place::unLocode).toList();

    assertThat(codes).hasSizeGreaterThan(50).doesNotHaveDuplicates().contains("NLRTM", "CNSGH");
  }

  @Test
  void shouldReadCoordinates() {
    Place sydney =
        Places.all().stream().filter(p -> p.unLocode().equals("AUSYD")).findFirst().orElseThrow();

    assertThat(sydney.point()).isEqualTo(new Point(-33.85, 151.2));
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveManyLanesOfEachMode(Mode mode) {
    assertThat(Places.lanes(mode)).hasSizeGreaterThan(100);
  }

  @Test
  void shouldNotDriveAcrossOceans() {
    assertThat(Places.lanes(Mode.ROAD))
        .allMatch(lane -> lane.origin().landmass().equals(lane.destination().landmass()));
  }

  @Test
  void shouldNotSailUpTheRhine() {
    assertThat(Places.lanes(Mode.SEA)).noneMatch(lane -> lane.origin().unLocode().equals("DEDUI"));
  }
}
