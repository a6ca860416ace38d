package io.quayside.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

class ConnectionCloseHandlerTest {
  private boolean closed;

  /** A channel that stays open when it is closed, as one does that lingers. */
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
              closed = true;
            }
          },
          new ConnectionCloseHandler(channel -> {}));

  @Test
  void shouldStayOpenWhereARequestWithoutABodyIsAnsweredBeforeItsEndIsRead() {
    channel.writeInbound(request());
    channel.writeOutbound(answer());
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT, request());

    assertThat(said()).isNull();
    assertThat(channel.inboundMessages()).hasSize(3);
    assertThat(closed).isFalse();
  }

  @Test
  void shouldStayOpenBehindAWholeBody() {
    channel.writeInbound(withBody(), content(), LastHttpContent.EMPTY_LAST_CONTENT);
    channel.writeOutbound(answer());
    channel.writeInbound(request());

    assertThat(said()).isNull();
    assertThat(channel.inboundMessages()).hasSize(4);
    assertThat(closed).isFalse();
  }

  @Test
  void shouldSayCloseAndCloseBeforeABodysEnd() {
    channel.writeInbound(withBody(), content());
    channel.writeOutbound(answer());
    channel.writeInbound(content(), LastHttpContent.EMPTY_LAST_CONTENT, request());

    assertThat(said()).isEqualTo("close");
    assertThat(channel.inboundMessages()).hasSize(2);
    assertThat(closed).isTrue();
  }

  @Test
  void shouldCountTheAnswersOfWhatWasPipelined() {
    channel.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT, withBody(), content());
    channel.writeOutbound(answer());
    assertThat(said()).isNull();

    channel.writeOutbound(answer());
    assertThat(said()).isEqualTo("close");
    assertThat(closed).isTrue();
  }

  @Test
  void shouldCloseOnlyBehindTheEndOfTheAnswer() {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set("Connection", "close");
    channel.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT);
    channel.writeOutbound(head);
    channel.writeOutbound(content());
    channel.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(closed).isFalse();
    assertThat(channel.inboundMessages()).hasSize(2);

    channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(closed).isTrue();
  }

  @Test
  void shouldWriteNoAnswerBehindTheLastOne() {
    channel.writeInbound(withBody());
    assertThat(channel.writeAndFlush(answer()).isSuccess()).isTrue();
    assertThat(channel.writeAndFlush(answer()).isSuccess()).isFalse();

    assertThat(channel.outboundMessages()).hasSize(1);
  }

  @Test
  void shouldCloseBehindTheAnswerToAMessageThatWasRefused() {
    HttpRequest refused = request();
    refused.setDecoderResult(DecoderResult.failure(new IllegalArgumentException()));
    channel.writeInbound(refused);
    channel.writeOutbound(answer());

    assertThat(said()).isEqualTo("close");
    assertThat(closed).isTrue();
  }

  @Test
  void shouldCountNoInterimAnswer() {
    channel.writeInbound(withBody());
    channel.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    assertThat(said()).isNull();
    channel.writeInbound(content(), LastHttpContent.EMPTY_LAST_CONTENT);
    channel.writeOutbound(answer());

    assertThat(said()).isNull();
    assertThat(closed).isFalse();
  }

  @Test
  void shouldLeaveWhatBecomesAWebSocket() {
    channel.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT);
    channel.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));

    assertThat(channel.pipeline().get(ConnectionCloseHandler.class)).isNull();
  }

  private static HttpRequest request() {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
  }

  private static HttpRequest withBody() {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    request.headers().set("Content-Length", "9");
    return request;
  }

  private static DefaultHttpContent content() {
    return new DefaultHttpContent(Unpooled.EMPTY_BUFFER);
  }

  private static HttpResponse answer() {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
  }

  private String said() {
    HttpResponse response = channel.readOutbound();
    return response.headers().get("Connection");
  }
}
