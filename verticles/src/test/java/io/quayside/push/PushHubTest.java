package io.quayside.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.Viewer;
import io.quayside.domain.bidding.BiddingEvent.BidPlaced;
import io.quayside.domain.bidding.BiddingEvent.TenderFailed;
import io.quayside.domain.bidding.Cause;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushHubTest {
  private static final String ID = "0123456789ABCDEFGHJKMNPQRS";

  @Test
  void shouldJoinWhatWasPublishedMeanwhileForEachSubscriberOnce() {
    var scheduler = new ManualScheduler();
    var hub = new PushHub((id, wanted) -> {}, Contexts.STANDARD);
    var loop = hub.loop(scheduler);
    var all = new Recorder(true);
    var events = new Recorder(false);
    loop.subscribe(ID, all);
    loop.subscribe(ID, all);
    loop.subscribe(ID, events);

    event(hub, ID, 1, "{\"a\":1}");
    position(hub, "{\"p\":1}");
    event(hub, ID, 2, "{\"a\":2}");
    event(hub, "ANOTHER", 1, "{}");
    scheduler.run();

    assertThat(all.texts)
        .containsExactly(
            frame("event", "{\"a\":1}"),
            frame("position", "{\"p\":1}"),
            frame("event", "{\"a\":2}"));
    assertThat(events.texts)
        .containsExactly(frame("event", "{\"a\":1}"), frame("event", "{\"a\":2}"));
    assertThat(all.batches).isEqualTo(1);
    assertThat(all.flushes).isEqualTo(1);
    assertThat(all.lastBuffer.refCnt()).as("nothing leaks").isZero();
    loop.unsubscribe(ID, all);
    loop.unsubscribe(ID, events);
    assertThat(hub.hasSubscribers(ID)).isFalse();
  }

  @Test
  void shouldPauseAfterARoundWithManyWrites() {
    var scheduler = new ManualScheduler();
    var hub = new PushHub((id, wanted) -> {}, Contexts.STANDARD);
    var loop = hub.loop(scheduler);
    var first = new Recorder(true);
    loop.subscribe(ID, first);
    for (int i = 0; i < 64; i++) {
      loop.subscribe(ID, new Recorder(true));
    }
    event(hub, ID, 1, "{}");
    scheduler.run();
    assertThat(first.batches).isEqualTo(1);

    event(hub, ID, 2, "{}");
    event(hub, ID, 3, "{}");
    scheduler.advance(1);
    assertThat(first.batches).as("within the pause").isEqualTo(1);
    scheduler.advance(1);

    assertThat(first.batches).isEqualTo(2);
    assertThat(first.texts).hasSize(3);
  }

  @Test
  void shouldPushWhatWasPublishedBeforeARecheckFirstEvenInAPause() {
    var scheduler = new ManualScheduler();
    var hub = new PushHub((id, wanted) -> {}, Contexts.STANDARD);
    var loop = hub.loop(scheduler);
    var subscriber = new Recorder(true);
    var other = new Recorder(true);
    loop.subscribe(ID, subscriber);
    loop.subscribe("ANOTHER", other);
    for (int i = 0; i < 64; i++) {
      loop.subscribe(ID, new Recorder(true));
    }
    event(hub, ID, 1, "{}");
    scheduler.run();

    event(hub, ID, 2, "{}");
    hub.recheck(ID::equals);
    scheduler.run();

    assertThat(subscriber.calls).containsExactly("push 1", "flush", "push 2", "flush", "recheck");
    assertThat(other.calls).isEmpty();
  }

  @Test
  void shouldEncodeEachFormOnceForAllThatSeeIt() {
    var scheduler = new ManualScheduler();
    var hub = new PushHub((id, wanted) -> {}, Contexts.STANDARD);
    var loop = hub.loop(scheduler);
    var shipper = new Recorder(false);
    var bidder = new Recorder(false);
    var others = List.of(new Recorder(false), new Recorder(false));
    bidder.viewer = new Viewer(Set.of("HLCU"), false);
    others.forEach(other -> other.viewer = new Viewer(Set.of("MAEU"), true));
    Stream.concat(Stream.of(shipper, bidder), others.stream())
        .forEach(each -> loop.subscribe(ID, each));

    var failed = new TenderFailed(1, Cause.NO_BIDS, Instant.EPOCH);
    var placed = new BidPlaced(1, "HLCU", "980.00", 30, null, null, Instant.EPOCH);
    hub.event(stored(ID, 1, Status.BOOKED, placed), json("{\"full\":1}"), null);
    hub.event(stored(ID, 2, Status.BOOKED, failed), json("{\"full\":2}"), null);
    event(hub, ID, 3, "{\"full\":3}");
    scheduler.run();

    assertThat(bidder.texts.getFirst()).isEqualTo(frame("event", "{\"full\":1}"));
    assertThat(shipper.texts.getFirst()).contains("\"data\":{\"withheld\":true,\"tender\":1,");
    assertThat(shipper.texts.get(1)).isEqualTo(frame("event", "{\"full\":2}"));
    assertThat(bidder.texts.get(1)).contains("\"data\":{\"tender\":1,\"cause\":\"NO_BIDS\"");
    for (var other : others) {
      assertThat(other.texts).element(0).isEqualTo(shipper.texts.getFirst());
      assertThat(other.texts).element(1).isEqualTo(bidder.texts.get(1));
      assertThat(other.texts).element(2).isEqualTo(frame("event", "{\"full\":3}"));
    }
    var shared = others.get(0).lastJoined;
    assertThat(others.get(1).lastJoined).isSameAs(shared);
    assertThat(bidder.lastJoined).isNotSameAs(shared);
    assertThat(shared.refCnt()).as("nothing leaks").isZero();
  }

  @Test
  void shouldPushToTheOthersWhatOneSubscriberThrowsAt() {
    var scheduler = new ManualScheduler();
    var hub = new PushHub((id, wanted) -> {}, Contexts.STANDARD);
    var loop = hub.loop(scheduler);
    var broken = new Broken();
    var others = List.of(new Recorder(true), new Recorder(true));
    loop.subscribe(ID, others.getFirst());
    loop.subscribe(ID, broken);
    loop.subscribe(ID, others.getLast());
    loop.subscribe("ANOTHER", others.getLast());

    event(hub, ID, 1, "{}");
    event(hub, "ANOTHER", 1, "{}");
    scheduler.run();
    hub.recheck(ID::equals);
    scheduler.run();

    assertThat(broken.failures).isEqualTo(3);
    assertThat(others.getFirst().calls).containsExactly("push 1", "flush", "recheck");
    assertThat(others.getLast().calls)
        .containsExactly("push 1", "push 1", "flush", "flush", "recheck");
    event(hub, ID, 2, "{}");
    scheduler.run();
    assertThat(others.getLast().calls).endsWith("push 2", "flush");
    assertThat(others.getLast().lastBuffer.refCnt()).as("nothing leaks").isZero();
  }

  /** Throws at every call, and when it is told of that. */
  private static final class Broken implements PushHub.Subscriber {
    int failures;

    @Override
    public void push(FrameBatch batch) {
      throw new IllegalStateException("push");
    }

    @Override
    public void flush() {
      throw new IllegalStateException("flush");
    }

    @Override
    public void recheck() {
      throw new IllegalStateException("recheck");
    }

    @Override
    public void failed(RuntimeException defect) {
      failures++;
      throw defect;
    }
  }

  @Test
  void shouldTellWhetherABatchContinues() {
    var batch = new FrameBatch(Unpooled.buffer().alloc());
    batch.add(SharedFrame.position(ID, json("{}"), 0, 2));
    assertThat(batch.continues(7)).isTrue();
    assertThat(batch.lastVersion(7)).isEqualTo(7);
    batch.add(SharedFrame.event(ID, 8, json("{}"), false));
    batch.add(SharedFrame.event(ID, 9, json("{}"), false));
    assertThat(batch.continues(7)).isTrue();
    assertThat(batch.continues(8)).isFalse();
    assertThat(batch.lastVersion(7)).isEqualTo(9);
    batch.add(SharedFrame.event(ID, 11, json("{}"), false));
    assertThat(batch.continues(7)).isFalse();
  }

  /** Around the lengths at which the header of a frame gets longer. */
  @ParameterizedTest
  @ValueSource(ints = {0, 40, 41, 42, 43, 44, 65_440, 65_460, 65_470, 65_480, 70_000})
  void shouldWriteFramesThatADecoderReads(int padding) {
    var value = json("{\"x\":\"" + "ä".repeat(padding / 2) + "a".repeat(padding % 2) + "\"}");
    var shared = SharedFrame.event(ID, 1, value, false);
    var decoder =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(false)
                    .maxFramePayloadLength(1 << 20)
                    .build()));
    var bytes = Unpooled.buffer(shared.webSocketLength(), shared.webSocketLength());
    shared.writeWebSocket(bytes);
    assertThat(bytes.isWritable()).as("its length is known before").isFalse();
    decoder.writeInbound(bytes);
    decoder.writeInbound(TextFrame.of(shared.webSocketText(), decoder.alloc()));
    for (int i = 0; i < 2; i++) {
      TextWebSocketFrame frame = decoder.readInbound();
      assertThat(frame.text()).isEqualTo(shared.webSocketText());
      frame.release();
    }
    assertThat(decoder.finish()).isFalse();
  }

  /** What every viewer sees whole, whatever its bytes are. */
  private static void event(PushHub hub, String shipmentId, int version, String value) {
    var released = new ShipmentReleased(Instant.EPOCH);
    hub.event(stored(shipmentId, version, Status.RELEASED, released), json(value), null);
  }

  private static StoredEvent stored(String shipmentId, int version, Status status, Event event) {
    var type = Contexts.STANDARD.typeOf(event).name();
    return new StoredEvent("default", shipmentId, version, type, "C", status, event);
  }

  /** As a position is published: from within its record. */
  private static void position(PushHub hub, String data) {
    var record = json("{" + data + "}");
    hub.position(ID, record, 1, record.length - 1);
  }

  private static byte[] json(String text) {
    return text.getBytes(UTF_8);
  }

  private static String frame(String kind, String json) {
    return "{\"op\":\"%s\",\"shipmentId\":\"%s\",\"%s\":%s}".formatted(kind, ID, kind, json);
  }

  private static final class Recorder implements PushHub.Subscriber {
    final boolean positions;
    Viewer viewer = Viewer.WHOLE;
    final List<String> texts = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    int batches;
    int flushes;
    ByteBuf lastBuffer;

    /** What is shared by all that see the same. */
    ByteBuf lastJoined;

    Recorder(boolean positions) {
      this.positions = positions;
    }

    @Override
    public void push(FrameBatch batch) {
      calls.add("push " + batch.lastVersion(0));
      batches++;
      lastBuffer = batch.webSocketFrames(positions, viewer);
      lastJoined = lastBuffer.unwrap();
      var decoder =
          new EmbeddedChannel(
              new WebSocket13FrameDecoder(
                  WebSocketDecoderConfig.newBuilder().expectMaskedFrames(false).build()));
      decoder.writeInbound(lastBuffer);
      for (TextWebSocketFrame f = decoder.readInbound(); f != null; f = decoder.readInbound()) {
        texts.add(f.text());
        f.release();
      }
      decoder.finishAndReleaseAll();
    }

    @Override
    public void flush() {
      calls.add("flush");
      flushes++;
    }

    @Override
    public void recheck() {
      calls.add("recheck");
    }

    @Override
    public void failed(RuntimeException defect) {
      throw defect;
    }
  }
}
