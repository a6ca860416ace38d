package io.quayside.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

class HalfCloseHandlerTest {
  private final HalfCloseHandler handler = new HalfCloseHandler();
  private final EmbeddedChannel channel = new EmbeddedChannel(handler);

  @Test
  void shouldCloseBehindTheLastAnswer() {
    ask();
    ask();
    endInput();
    assertThat(channel.isOpen()).isTrue();
    answer(HttpResponseStatus.OK);
    assertThat(channel.isOpen()).isTrue();
    answer(HttpResponseStatus.CONTINUE);
    assertThat(channel.isOpen()).isTrue();
    answer(HttpResponseStatus.OK);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldCloseAtOnceWhereNoAnswerIsDue() {
    ask();
    answer(HttpResponseStatus.OK);
    endInput();

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldNotWaitForARequestThatWasCutShort() {
    channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"));
    endInput();

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldEndAStreamWithTheInput() {
    ask();
    handler.stream(channel.pipeline().firstContext());
    channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    assertThat(channel.isOpen()).isTrue();
    endInput();

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldEndAStreamThatBeginsBehindTheInput() {
    ask();
    endInput();
    handler.stream(channel.pipeline().firstContext());
    channel.runPendingTasks();

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldEndAWebSocketWithTheInput() {
    ask();
    answer(HttpResponseStatus.SWITCHING_PROTOCOLS);
    assertThat(channel.pipeline().get(HalfCloseHandler.class)).isNull();
    assertThat(channel.isOpen()).isTrue();
    endInput();

    assertThat(channel.isOpen()).isFalse();
  }

  private void ask() {
    channel.writeInbound(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"),
        LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private void answer(HttpResponseStatus status) {
    write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  /** What is written is flushed before the tasks that the writing has left. */
  @SuppressWarnings("FutureReturnValueIgnored") // what becomes of the channel is looked at
  private void write(Object message) {
    channel.writeAndFlush(message);
    channel.runPendingTasks();
  }

  private void endInput() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
  }
}
