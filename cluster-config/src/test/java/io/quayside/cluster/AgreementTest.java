package io.quayside.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final List<String> NONE = List.of();
  private static final List<String> OLD = List.of("a1");
  private static final List<String> OLD_FIRST = List.of("a1", "b2");
  private static final List<String> NEW_FIRST = List.of("b2", "a1");
  private static final List<String> NEW = List.of("b2");

  @Test
  void shouldLetKeysBeRotatedNodeByNode() {
    var steps = List.of(OLD, OLD_FIRST, NEW_FIRST, NEW);
    for (int step = 1; step < steps.size(); step++) {
      var before = steps.get(step - 1);
      var after = steps.get(step);
      assertThat(Agreement.openEachOthers(after, before)).isTrue();
      assertThat(Agreement.openEachOthers(before, after)).isTrue();
    }
  }

  @Test
  void shouldRefuseAMemberThatCannotOpenWhatAnotherSeals() {
    assertThat(Agreement.openEachOthers(NEW, OLD)).isFalse();
    assertThat(Agreement.openEachOthers(NEW, OLD_FIRST)).isFalse();
    assertThat(Agreement.openEachOthers(NONE, OLD)).isFalse();
  }

  @Test
  void shouldRefuseAMemberWhoseSecretsAnotherCannotOpen() {
    assertThat(Agreement.openEachOthers(NEW_FIRST, OLD)).isFalse();
  }

  @Test
  void shouldLetKeyFilesBeIntroducedNodeByNode() {
    assertThat(Agreement.openEachOthers(OLD, NONE)).isTrue();
    assertThat(Agreement.openEachOthers(NONE, NONE)).isTrue();
  }
}
