package io.quayside.notify.letter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.notify.letter.Letter.Cause;
import io.quayside.notify.letter.Letter.Origin;
import io.quayside.notify.letter.LetterRecord.Parked;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LetterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final String SHIPMENT = "01J9ZQ7YV3M5T8X2C4B6N8P0RS";
  private static final Cause CAUSE = Cause.now("undecodable", "It is no event", NOW);

  private static Letter read(Letter letter) {
    byte[] value = LetterRecord.encode(new Parked(letter), 1, letter.tenant(), NOW);
    var record = Objects.requireNonNull(LetterRecord.decode(value)).record();
    return ((Parked) record).letter();
  }

  @Test
  void shouldReadALetterAsItWasWritten() {
    var letter =
        Letter.ofRecord(
            LetterSource.DECODE,
            "acme",
            SHIPMENT,
            null,
            new Origin("shipment-events", 3, 17),
            "junk".getBytes(UTF_8),
            CAUSE);

    assertThat(read(letter)).usingRecursiveComparison().isEqualTo(letter);
  }

  @Test
  void shouldBelongToNoTenantWhereARecordIsNobodys() {
    var letter =
        Letter.ofRecord(
            LetterSource.FOREIGN,
            "default",
            null,
            null,
            new Origin("shipment-events", 3, 17),
            new byte[70_000],
            CAUSE);

    var read = read(letter);

    assertThat(read.tenant()).isEqualTo(Letter.NO_TENANT);
    assertThat(read.isOfNobody()).isTrue();
    assertThat(read.original()).hasSize(Letter.MAX_ORIGINAL);
    assertThat(read.key()).isEqualTo('-' + letter.letterId());
  }

  @Test
  void shouldKeepTheHashOfALongForeignDocumentAlone() {
    var document = new byte[Letter.MAX_ORIGINAL + 1];
    var letter = Letter.ofForeign("epcis", "event-1", "acme", null, document, CAUSE);

    var read = read(letter);

    assertThat(read.original()).isNull();
    assertThat(read.sha256()).hasSize(64);
    assertThat(read.isOfNobody()).isFalse();
  }

  @Test
  void shouldHaveTheSameIdForTheSameRecordOfATenantAlone() {
    var document = new byte[1];
    var letter = Letter.ofForeign("epcis", "event-1", "acme", null, document, CAUSE);
    var same = Letter.ofForeign("epcis", "event-1", "acme", SHIPMENT, new byte[2], CAUSE);
    var other = Letter.ofForeign("epcis", "event-1", "globex", null, document, CAUSE);

    assertThat(same.letterId()).isEqualTo(letter.letterId());
    assertThat(other.letterId()).isNotEqualTo(letter.letterId());
  }

  @Test
  void shouldCountAttemptsAndKeepTheFirstTimeWhenItFailsAgain() {
    var later = Cause.now("undecodable", "Still none", NOW.plusSeconds(60));

    var again = later.after(CAUSE);

    assertThat(again.attempts()).isEqualTo(2);
    assertThat(again.firstAt()).isEqualTo(NOW);
    assertThat(again.lastAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(again.detail()).isEqualTo("Still none");
  }

  @Test
  void shouldCutALongDetail() {
    assertThat(Cause.now("x", "a".repeat(2_000), NOW).detail()).hasSize(1_000);
  }
}
