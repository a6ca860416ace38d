package io.quayside.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.log.feed.Log;
import io.quayside.readmodel.Checkpoint;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnprojectedEventsTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);

  /** A log that gives two records at a time; null for an offset without a record. */
  private record TestLog(List<String> values) implements Log {
    @Override
    public void append(
        String key, byte[] value, String caller, String traceparent, Completable<Long> appended) {
      throw new AssertionError("nothing is written");
    }

    @Override
    public Future<Chunk> read(long from, long to) {
      List<LogRecord> records = new ArrayList<>();
      long next = Math.min(to, from + 2);
      for (long offset = from; offset < next; offset++) {
        String value = values.get((int) offset);
        records.add(
            new LogRecord(offset, "key", value == null ? null : value.getBytes(UTF_8), null));
      }
      return Future.succeededFuture(new Chunk(records, next));
    }

    @Override
    public Future<Long> end() {
      return Future.succeededFuture((long) values.size());
    }
  }

  private static List<String> hashes(long checkpoint, String... values) {
    List<String> nullable = new ArrayList<>(List.of(values));
    nullable.replaceAll(value -> value.isEmpty() ? null : value);
    var events =
        new UnprojectedEvents(
            List.of(new TestLog(List.of()), new TestLog(nullable)),
            shard -> Future.succeededFuture(new Checkpoint(shard, checkpoint, 0)));
    return events.hashes().result().stream().sorted().toList();
  }

  private static String named(String hash) {
    return "{\"data\":{\"sha256\":\"%s\"}}".formatted(hash);
  }

  @Test
  void shouldFindHashesFromTheCheckpointToTheEnd() {
    assertThat(hashes(1, named(A), named(B), "{}", "", named(C))).containsExactly(B, C);
    assertThat(hashes(0, named(A), named(A))).containsExactly(A);
  }

  @Test
  void shouldFindNothingWhereEverythingIsProjected() {
    assertThat(hashes(2, named(A), named(B))).isEmpty();
    assertThat(hashes(7, named(A), named(B))).isEmpty();
  }

  @Test
  void shouldFindHashesInEventsThatNobodyCanDecode() {
    assertThat(hashes(0, "{\"type\":\"documentation.submitted.v9\",\"x\":[\"" + C + "\""))
        .containsExactly(C);
  }

  @Test
  void shouldPassOverLongerTexts() {
    assertThat(hashes(0, named(A + "a"), named(A.substring(1)))).isEmpty();
  }
}
