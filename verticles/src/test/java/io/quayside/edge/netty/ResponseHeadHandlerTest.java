package io.quayside.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResponseHeadHandlerTest {
  private final AtomicLong clockMillis = new AtomicLong(784_111_777_000L);
  private final List<Integer> statuses = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ResponseHeadHandler(new ResponseDate(clockMillis::get), statuses::add));

  @Test
  void shouldDateEveryFinalAnswer() {
    for (HttpResponseStatus status :
        new HttpResponseStatus[] {
          HttpResponseStatus.OK, HttpResponseStatus.NOT_MODIFIED, HttpResponseStatus.BAD_REQUEST
        }) {
      assertThat(written(whole(status)).get("Date")).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }
    assertThat(written(whole(HttpResponseStatus.CONTINUE)).contains("Date")).isFalse();
    assertThat(statuses).containsExactly(200, 304, 400);
  }

  @Test
  void shouldMakeTheDateOnceASecond() {
    ResponseDate date = new ResponseDate(clockMillis::get);
    CharSequence first = date.now();
    clockMillis.addAndGet(999);
    assertThat((CharSequence) date.now()).isSameAs(first);
    clockMillis.addAndGet(1);

    assertThat((CharSequence) date.now()).hasToString("Sun, 06 Nov 1994 08:49:38 GMT");
  }

  @Test
  void shouldSayHowLongABodyIsThatIsNotSent() {
    HttpResponse answer = whole(HttpResponseStatus.OK);

    assertThat(written(answer).get("Content-Length")).isEqualTo("3");
  }

  @Test
  void shouldAddNoLengthWhereThereIsOneOrNone() {
    HttpResponse chunked = whole(HttpResponseStatus.OK);
    chunked.headers().set("Transfer-Encoding", "chunked");
    assertThat(written(chunked).contains("Content-Length")).isFalse();
    HttpResponse known = whole(HttpResponseStatus.OK);
    known.headers().set("Content-Length", "7");
    assertThat(written(known).get("Content-Length")).isEqualTo("7");
    HttpResponse empty =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_MODIFIED);
    assertThat(written(empty).contains("Content-Length")).isFalse();
    HttpResponse stream = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    assertThat(written(stream).contains("Content-Length")).isFalse();
  }

  private static HttpResponse whole(HttpResponseStatus status) {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, status, Unpooled.buffer().writeZero(3));
  }

  private HttpHeaders written(HttpResponse answer) {
    channel.writeOutbound(answer);
    return ((HttpResponse) channel.readOutbound()).headers();
  }
}
