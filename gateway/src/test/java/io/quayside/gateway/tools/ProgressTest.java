package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String ERASE = "\r\u001b[K";

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long nanos;

  private Progress progress(boolean terminal) {
    return new Progress(new PrintStream(shown, true, UTF_8), terminal, () -> nanos);
  }

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private String text() {
    return shown.toString(UTF_8);
  }

  @Test
  void shouldDrawABarWithRateAndTimeLeftOnATerminal() {
    var progress = progress(true);
    progress.begin("history", "records", 1_000);
    progress.add(100);
    assertThat(text()).isEmpty();
    pass(1_000);
    progress.add(150);

    assertThat(text())
        .isEqualTo(
            ERASE
                + "history: [######..................] 25 %, 250 of 1000 records, 250/s, 3 s left");
    progress.close();
    assertThat(text()).endsWith("left" + ERASE);
  }

  @Test
  void shouldWriteALineEveryTenSecondsElsewhere() {
    var progress = progress(false);
    progress.begin("export", "events", 0);
    pass(9_999);
    progress.add(1);
    assertThat(text()).isEmpty();
    pass(1);
    progress.add(99);
    pass(1);
    progress.add(1);
    progress.close();

    assertThat(text().lines()).containsExactly("export: 100 events, 10/s");
  }

  @Test
  void shouldTellLongTimesInMinutesAndHours() {
    var progress = progress(false);
    progress.begin("rows", "shipments", 100_000);
    pass(10_000);
    progress.add(1_000);
    pass(100_000);
    progress.add(100);

    assertThat(text().lines())
        .containsExactly(
            "rows: 1 %, 1000 of 100000 shipments, 100/s, 16 min 30 s left",
            "rows: 1 %, 1100 of 100000 shipments, 10/s, 2 h 44 min left");
  }

  @Test
  void shouldNotClaimMoreThanAll() {
    var progress = progress(true);
    progress.begin("history", "records", 10);
    pass(300);
    progress.add(12);

    assertThat(text()).endsWith("] 100 %, 12 of 10 records");
  }
}
