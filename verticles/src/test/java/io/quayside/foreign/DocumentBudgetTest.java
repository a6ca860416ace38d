package io.quayside.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocumentBudgetTest {
  private static final int MIB = 1024 * 1024;

  @Test
  void shouldHandOutASixtyFourthOfTheHeap() {
    var budget = DocumentBudget.ofHeap(512L * MIB);
    assertThat(budget.take(4 * MIB)).isTrue();
    assertThat(budget.take(3 * MIB)).isTrue();
    assertThat(budget.take(2 * MIB)).isFalse();
    assertThat(budget.take(MIB)).isTrue();
    assertThat(budget.take(1)).isFalse();
    budget.giveBack(4 * MIB);
    assertThat(budget.take(4 * MIB)).isTrue();
  }

  @Test
  void shouldHaveRoomForOneDocumentInTheSmallestHeap() {
    var budget = DocumentBudget.ofHeap(64L * MIB);
    assertThat(budget.take(4 * MIB)).isTrue();
    assertThat(budget.take(1)).isFalse();
  }
}
