package io.quayside.log.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogHeadersTest {
  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "acme/key/erp", "acme/device/4Q7ZK2MB/Laster Süd"})
  void shouldReadTheCallerThatItWrites(String caller) {
    assertThat(LogHeaders.caller(LogHeaders.of(caller))).isEqualTo(caller);
  }

  @Test
  void shouldNameContentTypeCallerAndTrace() {
    var untraced = LogHeaders.of("acme/key/erp");
    assertThat(untraced).extracting(Header::key).containsExactly("content-type", "quayside-caller");
    assertThat(LogHeaders.traced(untraced, "00-1-2-01"))
        .extracting(Header::key)
        .containsExactly("content-type", "quayside-caller", "traceparent");
    assertThat(untraced).as("shared by other records").hasSize(2);
  }

  @Test
  void shouldReadNoCallerWhereAForeignWriterLeftNone() {
    assertThat(LogHeaders.caller(new RecordHeaders())).isNull();
    assertThat(caller((byte[]) null)).isNull();
  }

  /** PostgreSQL takes no U+0000, and the projection would never come past it. */
  @Test
  void shouldReadNoCallerThatTheHistoryCannotKeep() {
    assertThat(caller("a\0b".getBytes(UTF_8))).isNull();
    assertThat(caller("a\nb".getBytes(UTF_8))).isNull();
    assertThat(caller("a".repeat(513).getBytes(UTF_8))).isNull();
    assertThat(caller("a".repeat(512).getBytes(UTF_8))).hasSize(512);
  }

  private static String caller(byte[] value) {
    return LogHeaders.caller(new RecordHeaders().add("quayside-caller", value));
  }
}
