package io.quayside.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // the channel tells what came of it
class ReadBackpressureHandlerTest {
  private final List<String> events = new ArrayList<>();
  private final ReadBackpressureHandler handler = new ReadBackpressureHandler();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext ctx) {
              events.add("read");
              ctx.read();
            }

            @Override
            public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
              events.add("close");
            }
          },
          handler);

  @Test
  void shouldReadWhileThePeerReads() {
    events.clear();
    channel.read();

    assertThat(events).containsExactly("read");
  }

  @Test
  void shouldReadNothingWhileThePeerReadsNothing() {
    fill();
    channel.read();

    assertThat(events).isEmpty();
    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void shouldReadOnWhenThereIsRoomAndWhatWaitsIsWritten() {
    handler.onWritable(() -> events.add("written"));
    fill();
    channel.read();
    channel.flush();

    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(events).containsSubsequence("written", "read");
  }

  @Test
  void shouldNotReadAgainUnasked() {
    channel.config().setAutoRead(false);
    fill();
    channel.flush();

    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void shouldReadOnWhileItIsBeingClosed() {
    fill();
    channel.pipeline().close();
    channel.pipeline().read();

    assertThat(events).containsExactly("close", "read");
  }

  private void fill() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    channel.write(Unpooled.buffer().writeZero(10));
    assertThat(channel.isWritable()).isFalse();
    events.clear();
  }
}
