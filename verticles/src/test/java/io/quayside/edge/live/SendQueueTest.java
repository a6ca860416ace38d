package io.quayside.edge.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quayside.common.metrics.Metrics;
import io.quayside.domain.Viewer;
import io.quayside.push.FrameBatch;
import io.quayside.push.SharedFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private static final String ID = "0123456789ABCDEFGHJKMNPQRS";
  private static final int QUEUE = 4;
  private static final int QUEUE_BYTES = 20;

  private final InMemoryWire wire = new InMemoryWire(2);
  private final List<String> told = new ArrayList<>();
  private final Metrics metrics = new Metrics(new SimpleMeterRegistry());
  private final SendQueue queue =
      new SendQueue(
          wire,
          new LiveLimits(QUEUE, QUEUE_BYTES, 1, 1, 1, 1, 1, 1),
          metrics,
          new SendQueue.Listener() {
            @Override
            public void queueClosed() {
              told.add("closed");
            }

            @Override
            public void queueDrained() {
              told.add("drained");
            }
          });

  @Test
  void shouldKeepTheOrderOfWhatWaits() {
    sendAll("a", "b", "c", "d");
    assertThat(wire.written).containsExactly("a", "b");
    assertThat(queue.waiting()).isEqualTo(2);

    wire.readAll();

    assertThat(wire.written).containsExactly("a", "b", "c", "d");
    assertThat(queue.waiting()).isZero();
    assertThat(told).containsExactly("drained");
  }

  @Test
  void shouldSendNothingPastWhatWaits() {
    sendAll("a", "b", "c");
    queue.sendPosition(ID, "p");
    assertThat(queue.send(batch(1), true, Viewer.WHOLE)).as("a batch is sent at once").isFalse();

    wire.readAll();

    assertThat(wire.written).containsExactly("a", "b", "c", "p");
  }

  @Test
  void shouldKeepTheNewestPositionOfEachShipmentOnly() {
    sendAll("a", "b");
    queue.sendPosition(ID, "p1");
    queue.sendPosition("ANOTHER", "q1");
    queue.sendPosition(ID, "p2");
    queue.sendPosition("A THIRD", "r1");
    queue.forgetPosition("A THIRD");

    wire.open();

    assertThat(wire.written).containsExactly("a", "b", "p2", "q1");
    queue.sendPosition(ID, "p3");
    assertThat(wire.written).endsWith("p3");
  }

  @Test
  void shouldCloseOneFrameBeyondItsBound() {
    sendAll("a", "b", "1", "2", "3", "4");
    assertThat(wire.closes).isEmpty();

    queue.send("5");

    assertThat(wire.closes).containsExactly(CloseCode.TOO_SLOW);
    assertThat(told).containsExactly("closed");
    assertThat(queue.isClosed()).isTrue();
  }

  @Test
  void shouldCloseBeyondItsBoundOfBytes() {
    sendAll("a", "b", "x".repeat(QUEUE_BYTES));
    assertThat(wire.closes).isEmpty();

    queue.send("y");

    assertThat(wire.closes).containsExactly(CloseCode.TOO_SLOW);
  }

  @Test
  void shouldCountOnlyBytesThatWait() {
    for (int i = 0; i < 3; i++) {
      sendAll("a", "b", "x".repeat(QUEUE_BYTES));
      wire.readAll();
      wire.readAll();
    }

    assertThat(wire.closes).isEmpty();
    assertThat(wire.written).hasSize(9);
  }

  @Test
  void shouldFlushWhatWasWrittenAsBatchesOnce() {
    assertThat(queue.send(batch(1), true, Viewer.WHOLE)).isTrue();
    assertThat(wire.unflushed).isEqualTo(1);
    queue.flush();
    queue.flush();

    assertThat(wire.flushes).isEqualTo(1);
    queue.send("a text goes out by itself");
    queue.flush();
    assertThat(wire.flushes).isEqualTo(1);
  }

  @Test
  void shouldNotWriteABatchWithNothingForTheSubscriber() {
    var position = new FrameBatch(UnpooledByteBufAllocator.DEFAULT);
    position.add(SharedFrame.position(ID, new byte[0], 0, 0));

    assertThat(queue.send(position, false, Viewer.WHOLE)).isTrue();
    queue.flush();

    assertThat(wire.written).isEmpty();
    assertThat(wire.flushes).isZero();
    assertThat(metrics.pushes.sum()).isZero();
  }

  @Test
  void shouldLeaveABatchToItsCallerWhereTheConnectionTakesTextsOnly() {
    wire.takesBatches = false;

    assertThat(queue.send(batch(1), true, Viewer.WHOLE)).isFalse();
    queue.flush();

    assertThat(wire.flushes).isZero();
  }

  @Test
  void shouldTellWhenThereIsRoom() {
    List<String> rooms = new ArrayList<>();
    queue.room().onSuccess(v -> rooms.add("at once"));
    assertThat(rooms).containsExactly("at once");
    sendAll("a", "b", "c", "d");
    queue.room().onSuccess(v -> rooms.add("later"));

    wire.readAll();
    assertThat(rooms).as("two more were written, so it is full again").hasSize(1);
    wire.readAll();

    assertThat(rooms).containsExactly("at once", "later");
  }

  @Test
  void shouldTakeNothingAfterItIsClosed() {
    List<String> failures = new ArrayList<>();
    sendAll("a", "b", "c");
    queue.sendPosition(ID, "p");
    queue.room().onFailure(closed -> failures.add("waited"));
    queue.close(CloseCode.SHUTTING_DOWN);
    queue.close(CloseCode.BAD_FRAMES);
    queue.closed();
    queue.room().onFailure(closed -> failures.add("came later"));

    sendAll("d");
    queue.sendPosition(ID, "q");
    assertThat(queue.send(batch(1), true, Viewer.WHOLE)).isFalse();
    wire.open();

    assertThat(wire.written).containsExactly("a", "b");
    assertThat(wire.closes).containsExactly(CloseCode.SHUTTING_DOWN);
    assertThat(told).containsExactly("closed");
    assertThat(failures).containsExactly("waited", "came later");
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void shouldNotCloseAConnectionThatIsGone() {
    queue.closed();

    queue.close(CloseCode.SHUTTING_DOWN);

    assertThat(wire.closes).isEmpty();
    assertThat(told).containsExactly("closed");
  }

  private void sendAll(String... texts) {
    for (var text : texts) {
      queue.send(text);
    }
  }

  private static FrameBatch batch(int version) {
    var batch = new FrameBatch(UnpooledByteBufAllocator.DEFAULT);
    batch.add(SharedFrame.event(ID, version, new byte[0], false));
    return batch;
  }
}
