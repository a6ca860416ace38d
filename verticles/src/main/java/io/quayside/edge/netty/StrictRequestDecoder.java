package io.quayside.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's request decoder, which also refuses every message that two parsers could read in
 * different ways (RFC 9112, 2.2, 3, 5 and 6), so that no request hides in another one behind a
 * proxy. A refused message has a failed {@link DecoderResult}; what follows it is discarded. {@link
 * RefusedRequestException#statusOf} tells the status of its answer.
 *
 * <p>What follows a request for a WebSocket may be frames: it is held until the request is
 * answered, be it by an upgrade, which hands it to the WebSocket's decoder, or else.
 *
 * <p>The rules hang on the methods that Netty calls while it parses, so that no byte is looked at
 * twice. What they throw makes the message a failed one.
 */
public final class StrictRequestDecoder extends HttpRequestDecoder {
  /** Bytes of a request line, without its end. */
  public static final int MAX_REQUEST_LINE = 4 * 1024;

  /** Bytes of all field lines together, with their ends. */
  public static final int MAX_HEADER_SECTION = 8 * 1024;

  /** Bytes of a body that are passed on at a time. */
  private static final int MAX_CONTENT = 64 * 1024;

  /** Bytes behind a request for a WebSocket from which on no more is read until its answer. */
  private static final int MAX_HELD = 64 * 1024;

  private static final String HTTP_1_0 = "HTTP/1.0";
  private static final String HTTP_1_X = "HTTP/1.";

  private final FramingFields fields = new FramingFields();

  /** What is being decoded; its reader index is at the start of the line after the present one. */
  private ByteBuf input = Unpooled.EMPTY_BUFFER;

  /** Where the next word of the request line has to begin. */
  private int nextWordAt;

  /** A field line was read, and its section has not ended. */
  private boolean inFields;

  /** Bytes of the present section that were read in earlier calls, and where this call began. */
  private int sectionBytes;

  private int sectionFrom;

  private boolean folded;
  private boolean refused;

  /** A request for a WebSocket is not answered yet. */
  private boolean holding;

  /** Nothing is read since too much is held. */
  private boolean paused;

  public StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_REQUEST_LINE)
            .setMaxHeaderSize(MAX_HEADER_SECTION)
            .setMaxChunkSize(MAX_CONTENT)
            .setInitialBufferSize(256)
            .setStrictLineParsing(true));
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (refused) {
      buffer.skipBytes(buffer.readableBytes());
      return;
    }
    if (holding) {
      if (buffer.readableBytes() > MAX_HELD && !paused) {
        paused = true;
        ctx.channel().config().setAutoRead(false);
      }
      return;
    }
    input = buffer;
    folded |= inFields && isFold(buffer);
    sectionFrom = buffer.readerIndex();
    int before = out.size();
    super.decode(ctx, buffer, out);
    input = Unpooled.EMPTY_BUFFER;
    sectionBytes += buffer.readerIndex() - sectionFrom;
    if (out.size() > before) {
      inFields = false;
      if (folded) {
        refused = true;
        ((HttpObject) out.getLast())
            .setDecoderResult(
                DecoderResult.failure(RefusedRequestException.badRequest("A folded field line")));
      }
      holding =
          !refused
              && out.getLast() instanceof LastHttpContent
              && out.get(before) instanceof HttpRequest request
              && request.decoderResult().isSuccess()
              && fields.askForWebSocket(request);
    }
  }

  /**
   * To be called when every request that was passed on is answered, on the channel of this handler.
   */
  void answered(Channel channel) {
    if (holding) {
      holding = false;
      if (internalBuffer().isReadable()) {
        channel.eventLoop().execute(() -> decodeHeld(channel.pipeline().context(this)));
      }
      readOn(channel);
    }
  }

  private void decodeHeld(@Nullable ChannelHandlerContext ctx) {
    if (ctx == null) {
      return;
    }
    try {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
      channelReadComplete(ctx);
    } catch (Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    super.handlerRemoved0(ctx);
    readOn(ctx.channel());
  }

  private void readOn(Channel channel) {
    if (paused) {
      paused = false;
      channel.config().setAutoRead(true);
    }
  }

  private static boolean isFold(ByteBuf buffer) {
    if (!buffer.isReadable()) {
      return false;
    }
    byte first = buffer.getByte(buffer.readerIndex());
    return first == ' ' || first == '\t';
  }

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    // The decoder copies each line to the start of its buffer.
    nextWordAt = 0;
    requireWord(line, start, length);
    if (!Ascii.isToken(line, start, length)) {
      throw RefusedRequestException.badRequest("The method is no token");
    }
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    requireWord(line, start, length);
    return RequestTarget.originForm(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    requireWord(line, start, length);
    return super.splitThirdWordInitialLine(line, start, length);
  }

  /** The words of a request line are parted by one space each (RFC 9112, 3). */
  private void requireWord(byte[] line, int start, int length) {
    if (start != nextWordAt || (start > 0 && line[start - 1] != ' ')) {
      throw RefusedRequestException.badRequest("The request line is not three words");
    }
    nextWordAt = start + length + 1;
  }

  @Override
  protected HttpMessage createMessage(String[] words) {
    fields.clear();
    sectionBytes = 0;
    sectionFrom = input.readerIndex();
    HttpMethod method = HttpMethod.valueOf(words[0]);
    HttpVersion version = version(words[2]);
    RequestTarget.require(method, words[1]);
    return new DefaultHttpRequest(version, method, words[1], newHeaders());
  }

  /** A later minor version is answered as the latest one known (RFC 9110, 2.5). */
  private static HttpVersion version(String name) {
    if (name.equals(HTTP_1_0)) {
      return HttpVersion.HTTP_1_0;
    }
    if (name.length() == HTTP_1_0.length() && name.startsWith(HTTP_1_X)) {
      char minor = name.charAt(HTTP_1_X.length());
      if (minor > '0' && minor <= '9') {
        return HttpVersion.HTTP_1_1;
      }
    }
    throw RefusedRequestException.badRequest("The version is neither HTTP/1.0 nor HTTP/1.1");
  }

  /** The kind that Vert.x has in its requests; it validates the values of fields. */
  private static HttpHeaders newHeaders() {
    return (HttpHeaders) io.vertx.core.http.HttpHeaders.headers();
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (folded || isFold(input)) {
      throw RefusedRequestException.badRequest("A folded field line");
    }
    inFields = true;
    AsciiString name = FieldNames.of(line, start, length);
    if (name == null) {
      throw RefusedRequestException.badRequest("A field's name is no token");
    }
    fields.add(name);
    return name;
  }

  /** The last method that is called before Netty decides how long the message's body is. */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    if (folded) {
      throw RefusedRequestException.badRequest("A folded field line");
    }
    int emptyLine = 2;
    if (sectionBytes + input.readerIndex() - sectionFrom - emptyLine > MAX_HEADER_SECTION) {
      throw new TooLongHttpHeaderException();
    }
    fields.require((HttpRequest) message);
    return false;
  }

  /** What could not be read at all is answered as HTTP/1.1. */
  @Override
  protected HttpMessage createInvalidMessage() {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1,
        HttpMethod.GET,
        "/",
        Unpooled.EMPTY_BUFFER,
        newHeaders(),
        newHeaders());
  }
}
