package io.quayside.edge.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageInflaterTest {
  private static final int RSV1 = 4;
  private static final int MAX = 50_000;

  private final EmbeddedChannel channel = new EmbeddedChannel(new MessageInflater(MAX));
  private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);

  @AfterEach
  void shouldKeepNoFrame() {
    assertThat(channel.finish()).isFalse();
    deflater.end();
  }

  /** The examples of RFC 7692, 7.2.3; the second needs the window of the first. */
  @Test
  void shouldInflateTheExamplesOfTheRfc() {
    assertThat(inflated("f248cdc9c90700")).isEqualTo("Hello");
    assertThat(inflated("f200110000")).isEqualTo("Hello");
    assertThat(inflated("000500fAff48656c6c6f00")).isEqualTo("Hello");
    assertThat(inflated("f348cdc9c9070000")).isEqualTo("Hello");
    assertThat(inflated("f24805000000ffffcac9c90700")).isEqualTo("Hello");
    assertThat(inflated("00")).isEmpty();
    assertThat(inflated("f248cdc9c90700")).isEqualTo("Hello");
  }

  private String inflated(String hex) {
    return inflate(HexFormat.of().parseHex(hex), new Random(0), 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldInflateAnyFragments(long seed) {
    var random = new Random(seed);
    for (int message = 0; message < 200; message++) {
      var text = text(random);
      var payload = deflated(text);

      assertThat(inflate(payload, random, 1 + random.nextInt(6))).isEqualTo(text);
    }
  }

  private static String text(Random random) {
    var text = new StringBuilder("text");
    for (int words = random.nextInt(200); words > 0; words--) {
      text.append("word".repeat(random.nextInt(40))).append(random.nextInt(100)).append('ä');
    }
    return text.toString();
  }

  private byte[] deflated(String text) {
    deflater.setInput(text.getBytes(UTF_8));
    var out = new ByteArrayOutputStream();
    var chunk = new byte[1_000];
    for (int length = 1; length > 0; ) {
      length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
      out.write(chunk, 0, length);
    }
    return Arrays.copyOf(out.toByteArray(), out.size() - 4);
  }

  /** Sends a message in so many fragments, and joins what comes out. */
  private String inflate(byte[] payload, Random random, int fragments) {
    int from = 0;
    for (int i = 1; i <= fragments; i++) {
      int to = i == fragments ? payload.length : from + random.nextInt(payload.length - from + 1);
      var content = Unpooled.copiedBuffer(payload, from, to - from);
      boolean last = i == fragments;
      channel.writeInbound(
          i == 1
              ? new TextWebSocketFrame(last, RSV1, content)
              : new ContinuationWebSocketFrame(last, 0, content));
      from = to;
    }
    var text = new ByteArrayOutputStream();
    for (int i = 1; i <= fragments; i++) {
      WebSocketFrame frame = channel.readInbound();
      assertThat(frame).isInstanceOf(i == 1 ? TextWebSocketFrame.class : WebSocketFrame.class);
      assertThat(frame.isFinalFragment()).isEqualTo(i == fragments);
      assertThat(frame.rsv()).isZero();
      text.writeBytes(bytes(frame.content()));
      assertThat(frame.release()).as("nothing leaks").isTrue();
    }
    return text.toString(UTF_8);
  }

  private static byte[] bytes(ByteBuf content) {
    var bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    return bytes;
  }

  @Test
  void shouldTakeAMessageWithoutAnyByteForAnEmptyOne() {
    var random = new Random(0);
    assertThat(inflate(new byte[0], random, 1)).isEmpty();
    assertThat(inflate(new byte[0], random, 3)).isEmpty();
    assertThat(inflate(deflated("next"), random, 1)).isEqualTo("next");
  }

  @Test
  void shouldLeaveOtherFramesAsTheyAre() {
    for (var frame :
        new WebSocketFrame[] {
          new TextWebSocketFrame(false, 0, Unpooled.copiedBuffer("plain", UTF_8)),
          new PingWebSocketFrame(true, RSV1, Unpooled.EMPTY_BUFFER),
          new ContinuationWebSocketFrame(true, 0, Unpooled.copiedBuffer("plain", UTF_8)),
          new BinaryWebSocketFrame(true, 0, Unpooled.copiedBuffer("plain", UTF_8)),
        }) {
      channel.writeInbound(frame);
      WebSocketFrame read = channel.readInbound();
      assertThat(read).isSameAs(frame);
      read.release();
    }
  }

  @Test
  void shouldLeaveTheReservedBitOfAContinuationToBeRefused() {
    var payload = deflated("text");
    channel.writeInbound(
        new TextWebSocketFrame(false, RSV1, Unpooled.copiedBuffer(payload, 0, 1)),
        new ContinuationWebSocketFrame(
            true, RSV1, Unpooled.copiedBuffer(payload, 1, payload.length - 1)));

    WebSocketFrame first = channel.readInbound();
    WebSocketFrame second = channel.readInbound();
    assertThat(first.rsv()).isZero();
    assertThat(second.rsv()).isEqualTo(RSV1);
    first.release();
    second.release();
  }

  @ParameterizedTest
  @CsvSource({"07070707", "06", "0202", "0005000000"})
  void shouldFailOnIllFormedData(String hex) {
    var content = Unpooled.copiedBuffer(HexFormat.of().parseHex(hex));
    shouldFail(
        WebSocketCloseStatus.INVALID_PAYLOAD_DATA, new TextWebSocketFrame(true, RSV1, content));
  }

  @Test
  void shouldInflateUpToItsBound() {
    var most = "x".repeat(MAX);
    assertThat(inflate(deflated(most), new Random(0), 1)).isEqualTo(most);
    assertThat(inflate(deflated(most), new Random(1), 4)).isEqualTo(most);
    var more = Unpooled.copiedBuffer(deflated(most + "x"));
    shouldFail(WebSocketCloseStatus.MESSAGE_TOO_BIG, new TextWebSocketFrame(true, RSV1, more));
  }

  @Test
  void shouldCountAllFragmentsOfAMessage() {
    var half = "x".repeat(MAX / 2 + 1);
    channel.writeInbound(new TextWebSocketFrame(false, RSV1, Unpooled.copiedBuffer(flushed(half))));
    WebSocketFrame first = channel.readInbound();
    first.release();
    var second = Unpooled.copiedBuffer(flushed(half));
    shouldFail(
        WebSocketCloseStatus.MESSAGE_TOO_BIG, new ContinuationWebSocketFrame(true, 0, second));
  }

  /** Data that ends with a flush, as it may within a message, too. */
  private byte[] flushed(String text) {
    var payload = deflated(text);
    var flushed = Arrays.copyOf(payload, payload.length + 4);
    flushed[payload.length + 2] = (byte) 0xFF;
    flushed[payload.length + 3] = (byte) 0xFF;
    return flushed;
  }

  private void shouldFail(WebSocketCloseStatus status, WebSocketFrame frame) {
    assertThatThrownBy(() -> channel.writeInbound(frame))
        .isInstanceOfSatisfying(
            CorruptedWebSocketFrameException.class,
            failure -> assertThat(failure.closeStatus()).isEqualTo(status));
    assertThat(frame.refCnt()).as("nothing leaks").isZero();
    assertThat(channel.inboundMessages()).isEmpty();
  }
}
