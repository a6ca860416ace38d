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

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawWebSocket;
import io.quayside.gateway.harness.SharedGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WebSocket frames as RFC 6455 has them: messages in any number of fragments, and frames that break
 * its rules. Every message gets an answer or a close code.
 */
@ExtendWith(SharedGateway.class)
class LiveFramingIT {
  private static final String PING_TEXT = "{\"op\":\"ping\",\"id\":\"ä\"}";
  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int TOO_BIG = 1009;

  private final int port;

  LiveFramingIT(GatewayProcess gateway) {
    port = gateway.ports().http();
  }

  /**
   * The lengths of the fragments; the last takes the rest. The message has 23 bytes, and the cut at
   * 20 goes through a character of two bytes.
   */
  @ParameterizedTest
  @ValueSource(strings = {"0", "0 0 0", "1 0", "0 1 0 1", "20", "20 0 0", "23", "23 0", "0 23 0"})
  void shouldPutFragmentsTogether(String lengths) throws IOException {
    try (var socket = new RawWebSocket(port)) {
      for (int message = 0; message < 2; message++) {
        socket.sendBytes(fragments(TEXT, lengths, PING_TEXT.getBytes(UTF_8)));

        assertThat(socket.readJson().getString("id")).isEqualTo("ä");
      }
    }
  }

  /** A client has to wait for the answer to its handshake; what it sends before is not lost. */
  @Test
  void shouldAnswerFramesThatComeWithTheHandshake() throws IOException {
    var frames = new ByteArrayOutputStream();
    frames.writeBytes(fragments(TEXT, "0 3", PING_TEXT.getBytes(UTF_8)));
    frames.writeBytes(frame(PING, true, new byte[] {7}));
    frames.write(frame(TEXT, true, PING_TEXT.getBytes(UTF_8)), 0, 5);
    try (var socket = RawWebSocket.hasty(port, frames.toByteArray())) {
      assertThat(socket.readJson().getString("op")).isEqualTo("pong");

      var rest = frame(TEXT, true, PING_TEXT.getBytes(UTF_8));
      socket.sendBytes(Arrays.copyOfRange(rest, 5, rest.length));
      assertThat(socket.readJson().getString("op")).isEqualTo("pong");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0 0 0", "1 0", "3"})
  void shouldRefuseABinaryMessageInAnyFragmentsAndGoOn(String lengths) throws IOException {
    try (var socket = new RawWebSocket(port)) {
      socket.sendBytes(fragments(BINARY, lengths, new byte[3]));
      socket.sendBytes(fragments(TEXT, lengths, PING_TEXT.getBytes(UTF_8)));

      assertThat(socket.readJson().getString("code")).isEqualTo("malformed-json");
      assertThat(socket.readJson().getString("op")).isEqualTo("pong");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0 0"})
  void shouldRefuseAnEmptyMessageAndGoOn(String lengths) throws IOException {
    try (var socket = new RawWebSocket(port)) {
      for (int opcode : new int[] {TEXT, BINARY}) {
        socket.sendBytes(fragments(opcode, lengths, new byte[0]));
        assertThat(socket.readJson().getString("code")).isEqualTo("malformed-json");
      }
      socket.sendText(PING_TEXT);
      assertThat(socket.readJson().getString("op")).isEqualTo("pong");
    }
  }

  /** A message in fragments of these lengths, with a ping between each two. */
  private static byte[] fragments(int opcode, String lengths, byte[] message) {
    var bytes = new ByteArrayOutputStream();
    int next = opcode;
    int from = 0;
    for (var length : lengths.isEmpty() ? new String[0] : lengths.split(" ", -1)) {
      int to = from + Integer.parseInt(length);
      bytes.writeBytes(frame(next, false, Arrays.copyOfRange(message, from, to)));
      bytes.writeBytes(frame(PING, true, new byte[] {1}));
      next = CONTINUATION;
      from = to;
    }
    bytes.writeBytes(frame(next, true, Arrays.copyOfRange(message, from, message.length)));
    return bytes.toByteArray();
  }

  @Test
  void shouldCloseOnFragmentsBeyondTheBound() throws IOException {
    try (var socket = new RawWebSocket(port)) {
      var half = new byte[128 * 1024];
      socket.sendBytes(frame(TEXT, false, half));
      socket.sendBytes(frame(CONTINUATION, false, half));
      socket.sendBytes(frame(CONTINUATION, false, new byte[] {' '}));

      assertThat(socket.readCloseCode()).isEqualTo(TOO_BIG);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256 * 1024 + 1, 1 << 20, 8 << 20})
  void shouldSayWhyToASenderThatIsNotDone(int length) throws IOException {
    try (var socket = new RawWebSocket(port)) {
      socket.sendBytes(frame(TEXT, true, new byte[length]));

      assertThat(socket.readCloseCode()).isEqualTo(TOO_BIG);
    }
  }

  /** Each stands for the value of the id, except for the last two, which are the whole message. */
  @ParameterizedTest
  @CsvSource({
    "E4, id",
    "80, id",
    "C0AF, id",
    "EDA080, id",
    "F4908080, id",
    "F880808080, id",
    "FF, id",
    "C3, message",
    "7BE282, message",
  })
  void shouldCloseOnTextThatIsNotUtf8(String hex, String where) throws IOException {
    var wrong = new ByteArrayOutputStream();
    wrong.writeBytes((where.equals("id") ? "{\"op\":\"ping\",\"id\":\"" : "").getBytes(UTF_8));
    wrong.writeBytes(HexFormat.of().parseHex(hex));
    wrong.writeBytes((where.equals("id") ? "\"}" : "").getBytes(UTF_8));
    for (var lengths : new String[] {"", "0", "1 0"}) {
      try (var socket = new RawWebSocket(port)) {
        socket.sendBytes(fragments(TEXT, lengths, wrong.toByteArray()));

        assertThat(socket.readCloseCode()).isEqualTo(INVALID_PAYLOAD);
      }
    }
  }

  @Test
  void shouldTakeANulForUtf8ThatIsNoJson() throws IOException {
    try (var socket = new RawWebSocket(port)) {
      socket.sendText("{\"op\":\"ping\",\"id\":\"\0\"}");

      assertThat(socket.readJson().getString("code")).isEqualTo("malformed-json");
    }
  }

  @Test
  void shouldNotTakeTheBytesOfABinaryMessageForText() throws IOException {
    try (var socket = new RawWebSocket(port)) {
      socket.sendBytes(frame(BINARY, true, new byte[] {(byte) 0xFF}));

      assertThat(socket.readJson().getString("code")).isEqualTo("malformed-json");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {RSV1, RSV2, RSV3, RSV1 | RSV2 | RSV3})
  void shouldCloseOnReservedBits(int reserved) throws IOException {
    for (int opcode : new int[] {TEXT, BINARY, PING, PONG, CLOSE}) {
      shouldCloseOn(PROTOCOL_ERROR, frame(opcode, true, reserved, new byte[0]));
    }
    shouldCloseOn(
        PROTOCOL_ERROR,
        frame(TEXT, false, new byte[0]),
        frame(CONTINUATION, true, reserved, PING_TEXT.getBytes(UTF_8)));
  }

  @Test
  void shouldCloseOnFramesInAnOrderThatMakesNoSense() throws IOException {
    var empty = new byte[0];
    shouldCloseOn(PROTOCOL_ERROR, frame(CONTINUATION, true, empty));
    shouldCloseOn(PROTOCOL_ERROR, frame(TEXT, false, empty), frame(TEXT, true, empty));
    shouldCloseOn(PROTOCOL_ERROR, frame(BINARY, false, empty), frame(TEXT, true, empty));
    shouldCloseOn(PROTOCOL_ERROR, frame(PING, false, empty));
    shouldCloseOn(PROTOCOL_ERROR, frame(PING, true, new byte[126]));
    shouldCloseOn(PROTOCOL_ERROR, frame(3, true, empty));
    shouldCloseOn(PROTOCOL_ERROR, frame(11, true, empty));
  }

  @Test
  void shouldCloseOnCloseFramesThatAreIllFormed() throws IOException {
    shouldCloseOn(PROTOCOL_ERROR, frame(CLOSE, true, new byte[] {3}));
    shouldCloseOn(PROTOCOL_ERROR, frame(CLOSE, true, new byte[] {3, (byte) 0xED}));
    shouldCloseOn(INVALID_PAYLOAD, frame(CLOSE, true, new byte[] {3, (byte) 0xE8, (byte) 0xFF}));
  }

  private void shouldCloseOn(int code, byte[]... frames) throws IOException {
    try (var socket = new RawWebSocket(port)) {
      for (var each : frames) {
        socket.sendBytes(each);
      }
      assertThat(socket.readCloseCode()).isEqualTo(code);
    }
  }

  /** Sends until the kernels on both sides hold all they can, which is when nobody reads. */
  @Test
  void shouldReadNothingFromWhoDoesNotRead() throws IOException {
    try (var socket = new RawWebSocket(port)) {
      var pings = new ByteArrayOutputStream();
      for (int i = 0; i < 1_000; i++) {
        pings.writeBytes(frame(PING, true, new byte[100]));
      }
      assertThat(socket.sendsWithin(Duration.ofSeconds(3), pings.toByteArray(), 1_000)).isFalse();
      // All that it took is answered when it is read.
      assertThat(socket.read()).isPresent();
    }
  }
}
