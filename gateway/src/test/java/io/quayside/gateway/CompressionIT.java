package io.quayside.gateway;

import static io.quayside.gateway.harness.RawWebSocket.BINARY;
import static io.quayside.gateway.harness.RawWebSocket.CLOSE;
import static io.quayside.gateway.harness.RawWebSocket.CONTINUATION;
import static io.quayside.gateway.harness.RawWebSocket.PING;
import static io.quayside.gateway.harness.RawWebSocket.PONG;
import static io.quayside.gateway.harness.RawWebSocket.RSV1;
import static io.quayside.gateway.harness.RawWebSocket.RSV2;
import static io.quayside.gateway.harness.RawWebSocket.RSV3;
import static io.quayside.gateway.harness.RawWebSocket.TEXT;
import static io.quayside.gateway.harness.RawWebSocket.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Deflate;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawWebSocket;
import io.quayside.gateway.harness.SendingGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets with permessage-deflate (RFC 7692). */
@ExtendWith(SendingGateway.class)
class CompressionIT {
  private static final String PING_TEXT = "{\"op\":\"ping\",\"id\":\"" + "x".repeat(100) + "\"}";
  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int TOO_BIG = 1009;

  private final GatewayProcess gateway;
  private final Deflate deflate = new Deflate();
  private RawWebSocket socket;

  CompressionIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void connect() throws IOException {
    socket = new RawWebSocket(gateway.ports().http(), Deflate.OFFER);
  }

  @AfterEach
  void disconnect() throws IOException {
    socket.close();
    deflate.close();
  }

  @Test
  void shouldCompressForWhoOffersIt() throws IOException, DataFormatException {
    assertThat(socket.answer()).containsIgnoringCase("sec-websocket-extensions: permessage-defl");
    for (int message = 0; message < 3; message++) {
      socket.sendBytes(frame(TEXT, true, RSV1, deflate.compress(PING_TEXT)));

      var answer = socket.read().orElseThrow();
      assertThat(answer.compressed()).isTrue();
      assertThat(deflate.inflate(answer.payload())).isEqualTo(PING_TEXT.replace("ping", "pong"));
    }
  }

  @Test
  void shouldNotCompressUnasked() throws IOException {
    try (var plain = new RawWebSocket(gateway.ports().http())) {
      assertThat(plain.answer()).doesNotContainIgnoringCase("extensions");
    }
  }

  @Test
  void shouldTakeMessagesThatAreNotCompressed() throws IOException, DataFormatException {
    socket.sendText(PING_TEXT);
    socket.sendBytes(frame(TEXT, true, RSV1, deflate.compress(PING_TEXT)));
    socket.sendText(PING_TEXT);

    for (int message = 0; message < 3; message++) {
      assertThat(deflate.readJson(socket).getString("op")).isEqualTo("pong");
    }
  }

  /** The lengths of the fragments; the last takes the rest. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "0 0", "1", "1 1 1 0", "0 5 0", "all", "all 0"})
  void shouldPutFragmentsTogether(String lengths) throws IOException, DataFormatException {
    for (int message = 0; message < 2; message++) {
      sendFragments(TEXT, lengths, deflate.compress(PING_TEXT));

      assertThat(deflate.readJson(socket).getString("op")).isEqualTo("pong");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "all"})
  void shouldRefuseABinaryMessageInAnyFragmentsAndGoOn(String lengths)
      throws IOException, DataFormatException {
    sendFragments(BINARY, lengths, deflate.compress("any"));
    sendFragments(TEXT, lengths, deflate.compress(PING_TEXT));

    assertThat(deflate.readJson(socket).getString("code")).isEqualTo("malformed-json");
    assertThat(deflate.readJson(socket).getString("op")).isEqualTo("pong");
  }

  /** As RFC 7692 writes an empty message, 7.2.3.6, and without any byte. */
  @ParameterizedTest
  @CsvSource({"00, 0", "00, all", "'', 0", "'', 0 0"})
  void shouldRefuseAnEmptyMessageAndGoOn(String hex, String lengths)
      throws IOException, DataFormatException {
    sendFragments(TEXT, lengths, HexFormat.of().parseHex(hex));
    socket.sendBytes(frame(TEXT, true, RSV1, deflate.compress(PING_TEXT)));

    assertThat(deflate.readJson(socket).getString("code")).isEqualTo("malformed-json");
    assertThat(deflate.readJson(socket).getString("op")).isEqualTo("pong");
  }

  private void sendFragments(int opcode, String lengths, byte[] payload) throws IOException {
    var bytes = new ByteArrayOutputStream();
    int next = opcode;
    int reserved = RSV1;
    int from = 0;
    for (var length : lengths.split(" ", -1)) {
      int to = length.equals("all") ? payload.length : from + Integer.parseInt(length);
      bytes.writeBytes(frame(next, false, reserved, Arrays.copyOfRange(payload, from, to)));
      next = CONTINUATION;
      reserved = 0;
      from = to;
    }
    bytes.writeBytes(frame(next, true, Arrays.copyOfRange(payload, from, payload.length)));
    socket.sendBytes(bytes.toByteArray());
  }

  /** The example of RFC 7692, 7.2.3.4: a final block, and an empty one behind it. */
  @Test
  void shouldTakeFinalBlocks() throws IOException, DataFormatException {
    var hello = HexFormat.of().parseHex("f348cdc9c9070000");
    for (int message = 0; message < 2; message++) {
      socket.sendBytes(frame(TEXT, true, RSV1, hello));
      assertThat(deflate.readJson(socket).getString("code")).isEqualTo("malformed-json");
    }
    socket.sendBytes(frame(TEXT, true, RSV1, deflate.compress(PING_TEXT)));
    assertThat(deflate.readJson(socket).getString("op")).isEqualTo("pong");
  }

  @Test
  void shouldNotInflateBeyondTheBoundOfAMessage() throws IOException {
    var heap = gateway.heapInUse();
    socket.sendBytes(frame(TEXT, true, RSV1, deflate.compress(" ".repeat(100 << 20))));

    assertThat(socket.readCloseCode()).isEqualTo(TOO_BIG);
    assertThat(gateway.heapInUse() - heap).isLessThan(50L << 20);
    new Dispatcher(gateway.client()).book(Bodies.booking()).expect(201);
  }

  @Test
  void shouldNotInflateFragmentsBeyondTheBoundOfAMessage() throws IOException {
    var half = " ".repeat(128 * 1024);
    var payload = deflate.compress(half + half + " ");
    sendFragments(TEXT, "1 1 " + payload.length / 2, payload);

    assertThat(socket.readCloseCode()).isEqualTo(TOO_BIG);
  }

  /** An unknown type of block, a reference to before the start, a length that is not confirmed. */
  @ParameterizedTest
  @ValueSource(strings = {"07070707", "06", "0202", "0005000000"})
  void shouldCloseOnIllFormedDeflate(String hex) throws IOException {
    socket.sendBytes(frame(TEXT, true, RSV1, HexFormat.of().parseHex(hex)));

    assertThat(socket.readCloseCode()).isEqualTo(INVALID_PAYLOAD);
  }

  @Test
  void shouldCloseOnIllFormedDeflateInAFragment() throws IOException {
    socket.sendBytes(frame(TEXT, false, RSV1, new byte[0]));
    socket.sendBytes(frame(CONTINUATION, true, new byte[] {7, 7, 7, 7}));

    assertThat(socket.readCloseCode()).isEqualTo(INVALID_PAYLOAD);
  }

  @Test
  void shouldCloseOnCompressedTextThatIsNotUtf8() throws IOException {
    // A stored block of one byte, which is no character.
    socket.sendBytes(frame(TEXT, true, RSV1, HexFormat.of().parseHex("000100feffff00")));

    assertThat(socket.readCloseCode()).isEqualTo(INVALID_PAYLOAD);
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, PONG, CLOSE})
  void shouldCloseOnAReservedBitOfAControlFrame(int opcode) throws IOException {
    socket.sendBytes(frame(opcode, true, RSV1, new byte[0]));

    assertThat(socket.readCloseCode()).isEqualTo(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, RSV1})
  void shouldCloseOnAReservedBitOfAContinuation(int first) throws IOException {
    socket.sendBytes(frame(TEXT, false, first, new byte[0]));
    socket.sendBytes(frame(CONTINUATION, true, RSV1, deflate.compress(PING_TEXT)));

    assertThat(socket.readCloseCode()).isEqualTo(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {RSV2, RSV3, RSV1 | RSV2})
  void shouldCloseOnBitsThatNoExtensionHas(int reserved) throws IOException {
    socket.sendBytes(frame(TEXT, true, reserved, deflate.compress(PING_TEXT)));

    assertThat(socket.readCloseCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Compression is allowed here, but this client has not offered it. */
  @ParameterizedTest
  @ValueSource(ints = {TEXT, BINARY, PING, PONG})
  void shouldCloseOnAReservedBitWhereNothingWasAgreed(int opcode) throws IOException {
    try (var plain = new RawWebSocket(gateway.ports().http())) {
      plain.sendBytes(frame(opcode, true, RSV1, PING_TEXT.substring(0, 20).getBytes(UTF_8)));

      assertThat(plain.readCloseCode()).isEqualTo(PROTOCOL_ERROR);
    }
  }
}
