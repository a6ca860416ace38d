package io.quayside.shard.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.shard.ownership.Ownership.Member;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final UUID A = new UUID(0, 1);
  private static final UUID B = new UUID(0, 2);
  private static final UUID C = new UUID(0, 3);
  private static final List<Member> ALL =
      List.of(new Member(A, true), new Member(B, true), new Member(C, true));

  private final Ownership first = Ownership.UNKNOWN.with(owners(A, B), ALL);

  @Test
  void shouldHaveNoFormerOwnersAtFirst() {
    assertThat(first.owners()).containsExactly(A, B);
    assertThat(first.formerOwners()).containsExactly(null, null);
    assertThat(first.active()).containsExactlyInAnyOrder(A, B, C);
  }

  @Test
  void shouldRememberTheOwnerBefore() {
    var moved = first.with(owners(B, B), ALL);

    assertThat(moved.formerOwners()).containsExactly(A, null);
    assertThat(moved.with(owners(B, B), ALL).formerOwners())
        .as("where nothing has changed")
        .containsExactly(A, null);
    assertThat(moved.with(owners(C, B), ALL).formerOwners()).containsExactly(B, null);
  }

  @Test
  void shouldRememberTheOwnerBeforeAShardHadNone() {
    var none = first.with(owners(null, B), ALL);

    assertThat(none.formerOwners()).containsExactly(A, null);
    assertThat(none.with(owners(C, B), ALL).formerOwners()).containsExactly(A, null);
  }

  @Test
  void shouldForgetAFormerOwnerThatHasLeft() {
    var moved = first.with(owners(B, B), ALL);

    var left = moved.with(owners(B, B), List.of(new Member(B, true)));

    assertThat(left.formerOwners()).containsExactly(null, null);
    assertThat(left.active()).containsExactly(B);
  }

  @Test
  void shouldRememberAFormerOwnerThatCanOwnNothing() {
    var demoted = first.with(owners(B, B), List.of(new Member(A, false), new Member(B, true)));

    assertThat(demoted.formerOwners()).containsExactly(A, null);
    assertThat(demoted.active()).containsExactly(B);
  }

  @Test
  void shouldTellAChangeOfOwnersOrMembers() {
    assertThat(first.isSameAs(Ownership.UNKNOWN.with(owners(A, B), ALL))).isTrue();
    assertThat(first.isSameAs(first.with(owners(A, C), ALL))).isFalse();
    assertThat(first.isSameAs(first.with(owners(A, B), ALL.subList(0, 2)))).isFalse();
  }

  @Test
  void shouldListTheShardsOfANode() {
    var ownership = Ownership.UNKNOWN.with(owners(A, B, null, A), ALL);

    assertThat(ownership.shardsOf(A)).containsExactlyInAnyOrder(0, 3);
    assertThat(ownership.shardsOf(C)).isEmpty();
  }

  private static UUID[] owners(UUID... owners) {
    return owners;
  }
}
