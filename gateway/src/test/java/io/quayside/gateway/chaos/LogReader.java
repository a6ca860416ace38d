package io.quayside.gateway.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Consumer;

/** Reads a topic from its beginning to its present end, as any consumer would. */
record LogReader(String bootstrap) {
  private static final Duration WITHIN = Duration.ofMinutes(5);

  /** Hands each record on, a partition's in the order of their offsets. */
  void read(String topic, Consumer<JsonObject> reader) {
    boolean whole =
        new TopicReader(bootstrap)
            .poll(
                topic,
                WITHIN,
                polled ->
                    polled.forEach(
                        read -> reader.accept(new JsonObject(new String(read.value(), UTF_8)))));
    if (!whole) {
      throw new IllegalStateException(
          "%s was not read within %d s".formatted(topic, WITHIN.toSeconds()));
    }
  }
}
