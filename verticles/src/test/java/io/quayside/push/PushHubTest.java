package io.quayside.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class PushHubTest {
  private static final String ID = "0123456789ABCDEFGHJKMNPQRS";

  @Test
  void shouldBundleWhatWasPublishedMeanwhileForEachSubscriberOnce(
      Vertx vertx, VertxTestContext test) {
    var hub = new PushHub((id, wanted) -> {});
    var context = vertx.getOrCreateContext();
    var all = new Recorder(true);
    var events = new Recorder(false);
    context.runOnContext(
        v -> {
          var loop = hub.loop(context);
          loop.subscribe(ID, all);
          loop.subscribe(ID, all);
          loop.subscribe(ID, events);
          hub.event(ID, 1, json("{\"a\":1}"));
          position(hub, "{\"p\":1}");
          hub.event(ID, 2, json("{\"a\":2}"));
          hub.event("ANOTHER", 1, json("{}"));
          whenIdle(
              context,
              () ->
                  test.verify(
                      () -> {
                        assertThat(all.texts)
                            .containsExactly(
                                frame("event", "{\"a\":1}"),
                                frame("position", "{\"p\":1}"),
                                frame("event", "{\"a\":2}"));
                        assertThat(events.texts)
                            .containsExactly(
                                frame("event", "{\"a\":1}"), frame("event", "{\"a\":2}"));
                        assertThat(all.bundles).isEqualTo(1);
                        assertThat(all.flushes).isEqualTo(1);
                        assertThat(all.lastBuffer.refCnt()).as("nothing leaks").isZero();
                        loop.unsubscribe(ID, all);
                        loop.unsubscribe(ID, events);
                        assertThat(hub.hasSubscribers(ID)).isFalse();
                        test.completeNow();
                      }));
        });
  }

  @Test
  void shouldTellWhetherABundleContinues() {
    var bundle = new FrameBatch(Unpooled.buffer().alloc());
    bundle.add(SharedFrame.position(ID, json("{}"), 0, 2));
    assertThat(bundle.continues(7)).isTrue();
    assertThat(bundle.lastVersion(7)).isEqualTo(7);
    bundle.add(SharedFrame.event(ID, 8, json("{}")));
    bundle.add(SharedFrame.event(ID, 9, json("{}")));
    assertThat(bundle.continues(7)).isTrue();
    assertThat(bundle.continues(8)).isFalse();
    assertThat(bundle.lastVersion(7)).isEqualTo(9);
    bundle.add(SharedFrame.event(ID, 11, json("{}")));
    assertThat(bundle.continues(7)).isFalse();
  }

  /** Around the lengths at which the header of a frame gets longer. */
  @ParameterizedTest
  @ValueSource(ints = {0, 40, 41, 42, 43, 44, 65_440, 65_460, 65_470, 65_480, 70_000})
  void shouldWriteFramesThatADecoderReads(int padding) {
    var value = json("{\"x\":\"" + "ä".repeat(padding / 2) + "a".repeat(padding % 2) + "\"}");
    var shared = SharedFrame.event(ID, 1, value);
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

  private static void whenIdle(Context context, Runnable task) {
    // Behind the round, which was put there by the first publishing.
    context.runOnContext(v -> task.run());
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
    final List<String> texts = new ArrayList<>();
    int bundles;
    int flushes;
    ByteBuf lastBuffer;

    Recorder(boolean positions) {
      this.positions = positions;
    }

    @Override
    public void push(FrameBatch bundle) {
      bundles++;
      lastBuffer = bundle.webSocketFrames(positions);
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
      flushes++;
    }

    @Override
    public void recheck() {}
  }
}
