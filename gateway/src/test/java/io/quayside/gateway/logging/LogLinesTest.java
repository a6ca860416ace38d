package io.quayside.gateway.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void shouldWriteAnEventAsOneJsonObject() {
    context.putProperty(Logs.NODE, "10.0.0.1:5701");
    var event =
        event(
            "io.quayside.edge.X",
            null,
            "{} refused: code={} at=once requestId={}",
            "one",
            "overloaded",
            "7f\n\"");
    var line = new String(new JsonLines().encode(event), UTF_8);
    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    var json = new JsonObject(line);
    assertThat(json.getString("level")).isEqualTo("WARN");
    assertThat(json.getString("node")).isEqualTo("10.0.0.1:5701");
    assertThat(json.getString("message"))
        .isEqualTo("one refused: code=overloaded at=once requestId=7f\n\"");
    assertThat(json.getJsonObject("fields"))
        .isEqualTo(new JsonObject().put("code", "overloaded").put("requestId", "7f\n\""));
    assertThat(json.getInstant("time")).isEqualTo(event.getInstant());
  }

  @Test
  void shouldShortenExceptionsOfLibrariesAlone() {
    var cause = new IllegalStateException("peer\nis gone");
    var converter = new OneLineCause();
    converter.start();
    assertThat(converter.convert(event("com.hazelcast.X", cause, "lost")))
        .startsWith(" cause=java.lang.IllegalStateException: peer is gone at=io.quayside")
        .doesNotContain("\n");
    assertThat(converter.convert(event("io.quayside.X", cause, "lost")).lines().count())
        .isGreaterThan(3);
    var json = new JsonObject(new String(new JsonLines().encode(event("a.B", cause, "x")), UTF_8));
    assertThat(json.getString("cause")).contains("peer is gone");
    assertThat(json.containsKey("stackTrace")).isFalse();
  }

  private LoggingEvent event(
      String logger, @Nullable Throwable thrown, String message, Object... arguments) {
    return new LoggingEvent("", context.getLogger(logger), Level.WARN, message, thrown, arguments);
  }
}
