package io.quayside.log.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.log.feed.Log.Chunk;
import io.quayside.log.feed.Log.LogRecord;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The feed over a log whose acknowledgements and reads the test hands out itself. */
class LogFeedTest {
  private static final String KEY = "0123456789ABCDEFGHJKMNPQRS";

  private final HandLog log = new HandLog();
  private final List<String> emitted = new ArrayList<>();
  private final List<Long> nobodys = new ArrayList<>();
  private int jumps;
  private boolean full;
  private final LogFeed<String> feed =
      new LogFeed<>(
          log,
          10,
          (key, value) -> new String(value, StandardCharsets.UTF_8),
          entry -> emitted.add(entry.offset() + ":" + entry.fact()),
          record -> nobodys.add(record.offset()),
          () -> jumps++,
          () -> full);

  @Test
  void shouldEmitOwnAppendsFromTheirAcknowledgementsWhileOffsetsAreConsecutive() {
    Future<Long> first = append("a");
    Future<Long> second = append("b");

    log.acknowledge(10);
    log.acknowledge(11);

    assertThat(emitted).containsExactly("10:a", "11:b");
    assertThat(first.result()).isEqualTo(10);
    assertThat(second.result()).isEqualTo(11);
    assertThat(jumps).isZero();
    assertThat(log.reads).isEmpty();
  }

  @Test
  void shouldReadWhatAnotherWriterPutInBetweenBeforeItsOwn() {
    Future<Long> own = append("own");

    log.acknowledge(12);

    assertThat(emitted).isEmpty();
    assertThat(own.isComplete()).isFalse();

    log.answer(10, "x", "y");

    assertThat(emitted).containsExactly("10:x", "11:y", "12:own");
    assertThat(own.result()).isEqualTo(12);
    assertThat(jumps).isEqualTo(1);
  }

  @Test
  void shouldGoOnReadingWhenAReadBringsOnlyAPart() {
    append("own");
    log.acknowledge(12);

    log.answer(10, "x");
    log.answer(11, "y");

    assertThat(emitted).containsExactly("10:x", "11:y", "12:own");
  }

  @Test
  void shouldTakeAnOwnRecordFromAReadThatOvertakesItsAcknowledgement() {
    Future<Long> own = append("own");
    Future<Void> caughtUp = feed.catchUp();

    log.ends.poll().complete(11L);
    log.answer(10, "own");

    assertThat(emitted).containsExactly("10:own");
    assertThat(caughtUp.succeeded()).isTrue();
    assertThat(own.isComplete()).isFalse();

    log.acknowledge(10);

    assertThat(emitted).containsExactly("10:own");
    assertThat(own.result()).isEqualTo(10);
  }

  @Test
  void shouldKeepLaterAcknowledgementsInOrderBehindAGap() {
    append("a");
    append("b");
    log.acknowledge(11);
    log.acknowledge(13);

    log.answer(10, "x");

    assertThat(emitted).containsExactly("10:x", "11:a");

    log.answer(12, "y");

    assertThat(emitted).containsExactly("10:x", "11:a", "12:y", "13:b");
  }

  @Test
  void shouldReportAnUnknownOutcomeAndFindTheRecordByCatchingUp() {
    Future<Long> own = append("own");

    log.appends.poll().fail("timed out");

    assertThat(own.failed()).isTrue();
    assertThat(feed.inFlight()).isZero();

    Future<Void> caughtUp = feed.catchUp();
    log.ends.poll().complete(11L);
    log.answer(10, "own");

    assertThat(caughtUp.succeeded()).isTrue();
    assertThat(emitted).containsExactly("10:own");
  }

  @Test
  void shouldMoveOnWhereTheLogBeginsLaterThanAsked() {
    Future<Void> caughtUp = feed.catchUp();
    log.ends.poll().complete(20L);

    log.reads.poll().complete(new Chunk(List.of(), 20));

    assertThat(caughtUp.succeeded()).isTrue();
    assertThat(feed.next()).isEqualTo(20);
  }

  @Test
  void shouldLeaveOthersRecordsInTheLogWhileTheConsumerIsFull() {
    full = true;
    Future<Void> caughtUp = feed.catchUp();
    log.ends.poll().complete(12L);
    feed.readOn();
    assertThat(log.reads).isEmpty();

    full = false;
    feed.readOn();
    log.answer(10, "a", "b");

    assertThat(caughtUp.succeeded()).isTrue();
    assertThat(emitted).containsExactly("10:a", "11:b");
  }

  @Test
  void shouldReadTheGapBeforeAnOwnAppendThoughTheConsumerIsFull() {
    full = true;
    append("own");
    log.acknowledge(11);

    log.answer(10, "others'");

    assertThat(emitted).containsExactly("10:others'", "11:own");
  }

  @Test
  void shouldHandOnAnUndecodableRecordWithoutAFact() {
    LogFeed<String> broken =
        new LogFeed<>(
            log,
            10,
            (key, value) -> {
              throw new IllegalArgumentException("not to be decoded");
            },
            entry -> emitted.add(entry.offset() + ":" + entry.fact()),
            record -> nobodys.add(record.offset()),
            () -> jumps++,
            () -> false);
    Future<Void> caughtUp = broken.catchUp();
    log.ends.poll().complete(11L);

    log.answer(10, "?");

    assertThat(caughtUp.succeeded()).isTrue();
    assertThat(emitted).containsExactly("10:null");
  }

  @Test
  void shouldReadWhatOthersHaveAppendedWhileItIsIdle() {
    feed.checkEnd();
    assertThat(log.ends).as("the feed may have moved before").isEmpty();
    feed.checkEnd();
    feed.checkEnd();
    assertThat(log.ends).as("one check at a time").hasSize(1);

    log.ends.poll().complete(11L);
    log.answer(10, "x");

    assertThat(emitted).containsExactly("10:x");
  }

  @Test
  void shouldNotCheckTheEndWhileItsOwnAppendsMoveIt() {
    feed.checkEnd();
    append("a");
    feed.checkEnd();
    log.acknowledge(10);
    feed.checkEnd();
    assertThat(log.ends).isEmpty();

    feed.checkEnd();

    assertThat(log.ends).hasSize(1);
  }

  @Test
  void shouldSkipRecordsWhoseKeysAreNoShipmentIds() {
    Future<Void> caughtUp = feed.catchUp();
    log.ends.poll().complete(12L);

    log.reads
        .poll()
        .complete(
            new Chunk(
                List.of(
                    new LogRecord(10, null, new byte[0], null),
                    new LogRecord(11, "?", new byte[0], null)),
                12));

    assertThat(caughtUp.succeeded()).isTrue();
    assertThat(emitted).isEmpty();
    assertThat(feed.next()).isEqualTo(12);
  }

  @Test
  void shouldFailThoseThatWaitWhereTheLogIsClosed() {
    Future<Void> caughtUp = feed.catchUp();
    log.ends.poll().complete(11L);

    log.reads.poll().fail("closed");

    assertThat(caughtUp.failed()).isTrue();
  }

  private Future<Long> append(String text) {
    return feed.append(KEY, text.getBytes(StandardCharsets.UTF_8), "caller", null, text);
  }

  private static final class HandLog implements Log {
    final ArrayDeque<Completable<Long>> appends = new ArrayDeque<>();
    final ArrayDeque<Promise<Chunk>> reads = new ArrayDeque<>();
    final ArrayDeque<Promise<Long>> ends = new ArrayDeque<>();

    @Override
    public void append(
        String key, byte[] value, String caller, String traceparent, Completable<Long> appended) {
      appends.add(appended);
    }

    @Override
    public Future<Chunk> read(long from, long to) {
      return later(reads);
    }

    @Override
    public Future<Long> end() {
      return later(ends);
    }

    private static <T> Future<T> later(ArrayDeque<Promise<T>> asked) {
      Promise<T> promise = Promise.promise();
      asked.add(promise);
      return promise.future();
    }

    void acknowledge(long offset) {
      appends.poll().succeed(offset);
    }

    void answer(long from, String... texts) {
      List<LogRecord> records = new ArrayList<>();
      for (String text : texts) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        records.add(new LogRecord(from + records.size(), KEY, value, null));
      }
      reads.poll().complete(new Chunk(records, from + texts.length));
    }
  }
}
