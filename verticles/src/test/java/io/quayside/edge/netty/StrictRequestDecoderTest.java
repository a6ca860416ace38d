package io.quayside.edge.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are given in one line, in which {@code |} ends a line. */
class StrictRequestDecoderTest {
  private static final String GET = "GET / HTTP/1.1|Host: a|";
  private static final String POST = "POST / HTTP/1.1|Host: a|";
  private static final String CHUNKED = "Transfer-Encoding: chunked|";

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET + "|",
        GET + "X-A: b|X-B: \t c \t|X-C:||",
        "|" + GET + "|",
        "GET / HTTP/1.0||",
        "GET / HTTP/1.9|Host: a||",
        "GET http://b/ HTTP/1.1|Host: a||",
        "OPTIONS * HTTP/1.1|Host: a||",
        "CONNECT a:80 HTTP/1.1|Host: a:80||",
        POST + "Content-Length: 0||",
        POST + "Content-Length: 005||hello",
        POST + CHUNKED + "|5|hello|0||",
        POST + CHUNKED + "|0005;x=\"y\"|hello|000||",
        POST + CHUNKED + "|5|hello|0|X-A: b|X-B: c||",
      })
  void shouldTakeWhatCanBeReadInOneWay(String request) {
    for (int cut = 0; cut <= request.length(); cut++) {
      assertThat(decode(cut, request + GET + "|"))
          .as("%s cut at %d", request, cut)
          .hasSize(2)
          .doesNotContain("refused");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1||",
        "GET / HTTP/1.1|Host: a|Host: a||",
        "GET / HTTP/1.1|Host: a b||",
        "GET  / HTTP/1.1|Host: a||",
        "GET /  HTTP/1.1|Host: a||",
        "GET\t/ HTTP/1.1|Host: a||",
        " GET / HTTP/1.1|Host: a||",
        "GET / HTTP/1.1 |Host: a||",
        "GET / HTTP/2.0|Host: a||",
        "GET /|Host: a||",
        "GET * HTTP/1.1|Host: a||",
        "GET a:80 HTTP/1.1|Host: a||",
        "GET /\u0000 HTTP/1.1|Host: a||",
        GET + "X-A: b| c||",
        GET + "X-A: b|\t||",
        GET + " X-A: b||",
        GET + "X-A : b||",
        GET + "X(A: b||",
        GET + ": b||",
        GET + "X-A: b\rc||",
        GET + "X-A: b\n|",
        GET + "Sec-WebSocket-Key1: a|Sec-WebSocket-Key2: b||",
        POST + "Content-Length: 5|Content-Length: 5||hello",
        POST + "Content-Length: 5, 5||hello",
        POST + "Content-Length: +5||hello",
        POST + "Content-Length: 5|" + CHUNKED + "|5|hello|0||",
        POST + CHUNKED + CHUNKED + "|5|hello|0||",
        "POST / HTTP/1.0|Content-Length: 5|Content-Length: 5||hello",
        "POST / HTTP/1.0|" + CHUNKED + "|5|hello|0||",
        POST + "Transfer-Encoding: chunked, gzip||5|hello|0||",
        POST + "Transfer-Encoding: chunked;q=1||5|hello|0||",
      })
  void shouldRefuseAHeadAndAllBehindIt(String request) {
    for (int cut = 0; cut <= request.length(); cut++) {
      assertThat(decode(cut, request + GET + "|"))
          .as("%s cut at %d", request, cut)
          .containsExactly("refused");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100000005|hello|0||",
        "100000000|hello|0||",
        "0000000100000005|hello|0||",
        "10000000000000005|hello|0||",
        "-5|hello|0||",
        " 5|hello|0||",
        "5 |hello|0||",
        "0x5|hello|0||",
        "|hello|0||",
        ";x|hello|0||",
        "5|hellohello|0||",
        "5\nhello|0||",
        "5|hello\n0||",
        "5|hello|0|X-A : b||",
        "5|hello|0|X-A: b| c||",
        "5|hello|0|X-A: b| c|X-B: d||",
      })
  void shouldRefuseABodyAndAllBehindIt(String body) {
    String request = POST + CHUNKED + "|" + body;
    for (int cut = 0; cut <= request.length(); cut++) {
      List<String> decoded = decode(cut, request + GET + "|");
      assertThat(decoded).as("%s cut at %d", request, cut).hasSize(1);
      assertThat(decoded.getFirst()).endsWith("refused");
    }
  }

  /** Each request as a line, with its body; a message that was refused as such. */
  private static List<String> decode(int cut, String text) {
    EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder());
    byte[] bytes = text.replace("|", "\r\n").getBytes(ISO_8859_1);
    int at = Math.min(cut + text.substring(0, cut).replaceAll("[^|]", "").length(), bytes.length);
    channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, at));
    channel.writeInbound(Unpooled.copiedBuffer(bytes, at, bytes.length - at));
    List<String> requests = new ArrayList<>();
    for (HttpObject object = channel.readInbound();
        object != null;
        object = channel.readInbound()) {
      if (object instanceof HttpRequest request) {
        requests.add(request.method() + " " + request.uri());
      }
      if (object instanceof HttpContent content) {
        requests.add(requests.removeLast() + content.content().toString(ISO_8859_1));
      }
      if (object.decoderResult().isFailure()) {
        boolean inBody = object instanceof LastHttpContent && !(object instanceof HttpRequest);
        requests.add(
            (inBody ? requests.removeLast() + " " : requests.removeLast().substring(0, 0))
                + "refused");
      }
      ReferenceCountUtil.release(object);
    }
    channel.finishAndReleaseAll();
    return requests;
  }

  @Test
  void shouldHoldWhatFollowsARequestForAWebSocketUntilItsAnswer() {
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    write(channel, GET + "|" + GET + "Upgrade: websocket||" + GET + "|");
    assertThat(requests(channel)).isEqualTo(2);
    write(channel, GET + "|");
    assertThat(requests(channel)).isZero();

    decoder.answered(channel);
    channel.runPendingTasks();

    assertThat(requests(channel)).isEqualTo(2);
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  @Test
  void shouldHandOnWhatItHasHeldWhenItIsRemoved() {
    EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder());
    write(channel, GET + "Upgrade: x, WebSocket||\0frames");
    assertThat(requests(channel)).isEqualTo(1);

    channel.pipeline().removeFirst();

    ByteBuf rest = channel.readInbound();
    assertThat(rest.toString(ISO_8859_1)).isEqualTo("\0frames");
    rest.release();
  }

  @Test
  void shouldReadNoMoreThanItsBoundAheadOfTheAnswer() {
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    write(channel, GET + "Upgrade: websocket||" + "x".repeat(64 * 1024));
    assertThat(channel.config().isAutoRead()).isTrue();
    write(channel, "x");
    assertThat(channel.config().isAutoRead()).isFalse();

    decoder.answered(channel);

    assertThat(channel.config().isAutoRead()).isTrue();
    channel.finishAndReleaseAll();
  }

  private static void write(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text.replace("|", "\r\n"), ISO_8859_1));
  }

  /** How many whole requests have come since it was asked. */
  private static int requests(EmbeddedChannel channel) {
    int requests = 0;
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      requests += next instanceof HttpRequest ? 1 : 0;
      ReferenceCountUtil.release(next);
    }
    return requests;
  }

  @Test
  void shouldLeaveOutTheAuthorityOfAnAbsoluteTarget() {
    assertThat(target("http://a")).isEqualTo("/");
    assertThat(target("HTTPS://a:80/b?c")).isEqualTo("/b?c");
    assertThat(target("http://[::1]?c")).isEqualTo("/?c");
    assertThat(target("/b?http://c")).isEqualTo("/b?http://c");
  }

  private static String target(String given) {
    HttpRequest request = head("GET " + given + " HTTP/1.1|Host: a||");
    assertThat(request.decoderResult().isSuccess()).isTrue();
    return request.uri();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, 'keep-alive, close', close",
    "HTTP/1.1, 'Upgrade, Close', close",
    "HTTP/1.1, 'TE, keep-alive', ",
    "HTTP/1.1, 'closed, x-close', ",
    "HTTP/1.0, 'TE, Keep-Alive', keep-alive",
    "HTTP/1.0, 'keep-alive, close', close",
  })
  void shouldMakeAnOptionOfTheConnectionAFieldOfItsOwn(
      String version, String given, String option) {
    HttpRequest request = head("GET / " + version + "|Host: a|Connection: " + given + "||");

    for (String known : List.of("close", "keep-alive")) {
      assertThat(request.headers().contains("connection", known, true))
          .as(known)
          .isEqualTo(known.equals(option));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1||', 400",
    "'GET / HTTP/1.1|Host: a|Transfer-Encoding: gzip||', 501",
    "'GET / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||', 501",
    "'GET / HTTP/1.1|Host: a|Transfer-Encoding: chunked, gzip||', 400",
    "'GET / HTTP/1.1|Host: a|Transfer-Encoding: gzip|Content-Length: 5||', 400",
    "'GARBAGE||', 400",
  })
  void shouldSayWhichStatusARefusalHas(String request, int status) {
    assertThat(status(request)).isEqualTo(status);
  }

  @Test
  void shouldBoundTheHead() {
    int line = StrictRequestDecoder.MAX_REQUEST_LINE - "GET / HTTP/1.1".length();
    int fields = StrictRequestDecoder.MAX_HEADER_SECTION - "Host: a||X: ||".length();

    assertThat(status(head(line, fields))).isEqualTo(200);
    assertThat(status(head(line + 1, fields))).isEqualTo(414);
    assertThat(status(head(line + 100_000, fields))).isEqualTo(414);
    assertThat(status(head(line, fields + 1))).isEqualTo(431);
    assertThat(status(head(line, fields + 100_000))).isEqualTo(431);
  }

  private static String head(int line, int fields) {
    return "GET /" + "a".repeat(line) + " HTTP/1.1|Host: a|X: " + "b".repeat(fields) + "||";
  }

  private static int status(String request) {
    var result = head(request).decoderResult();
    return result.isSuccess() ? 200 : RefusedRequestException.statusOf(result.cause());
  }

  private static HttpRequest head(String text) {
    EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder());
    channel.writeInbound(Unpooled.copiedBuffer(text.replace("|", "\r\n"), ISO_8859_1));
    HttpRequest request = channel.readInbound();
    channel.finishAndReleaseAll();
    return request;
  }
}
