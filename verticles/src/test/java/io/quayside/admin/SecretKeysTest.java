package io.quayside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quayside.admin.Secret.Sealed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sealing and opening with the keys of a key file. */
class SecretKeysTest {
  private static final String OLD = "a1".repeat(32);
  private static final String NEW = "B2".repeat(32);
  private static final byte[] TEXT = "a device group's secret of 32 by".getBytes(UTF_8);

  private final SecretKeys oldKeys = SecretKeys.parse(OLD);
  private final Sealed sealed = oldKeys.seal("device-group/A", Secret.of(TEXT));

  @Test
  void shouldOpenWhatItSealed() {
    assertThat(oldKeys.open("device-group/A", sealed).opened()).isEqualTo(TEXT);
    assertThat(sealed.kid()).isEqualTo(oldKeys.kids().getFirst()).matches("[0-9a-f]{8}");
    assertThat(sealed.nonce()).hasSize(12);
    assertThat(new String(sealed.box(), UTF_8)).doesNotContain("secret");
  }

  @Test
  void shouldOpenASecretInItsOwnObjectOnly() {
    assertThat(oldKeys.open("device-group/B", sealed).opened()).isNull();
  }

  @Test
  void shouldSealWithTheFirstKeyAndOpenWithAll() {
    SecretKeys rotating = SecretKeys.parse(NEW + "\n" + OLD + "\n");

    Secret opened = rotating.open("device-group/A", sealed);
    Sealed again = rotating.seal("device-group/A", opened);

    assertThat(opened.opened()).isEqualTo(TEXT);
    assertThat(again.kid()).isEqualTo(SecretKeys.parse(NEW).kids().getFirst());
    assertThat(SecretKeys.parse(NEW).open("device-group/A", again).opened()).isEqualTo(TEXT);
  }

  @Test
  void shouldLeaveASecretAsItIsThatItsFirstKeySealedOrNoKeyOpens() {
    assertThat(oldKeys.seal("device-group/A", oldKeys.open("device-group/A", sealed)))
        .isSameAs(sealed);
    SecretKeys lost = SecretKeys.parse(NEW);
    Secret unreadable = lost.open("device-group/A", sealed);

    assertThat(unreadable.opened()).isNull();
    assertThat(lost.seal("device-group/A", unreadable)).isSameAs(sealed);
  }

  @Test
  void shouldRefuseWhatIsNoKeyFileWithoutShowingIt() {
    String nine = (OLD + "\n").repeat(9);
    for (String text : List.of("", "\n", "  \n", OLD + "0", OLD + "\n\n" + NEW, "xyz", nine)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SecretKeys.parse(text))
          .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("a1", "xyz"));
    }
    assertThat(SecretKeys.parse((OLD + "\r\n").repeat(8)).kids()).hasSize(8);
    assertThat(SecretKeys.parse(SecretKeys.newLine()).kids()).hasSize(1);
    assertThat(SecretKeys.NONE.isEmpty()).isTrue();
  }

  @Test
  void shouldShowNoSecretInATextOfItsObject() {
    assertThat(Secret.of(TEXT).toString()).doesNotContain("97, 32");
  }
}
