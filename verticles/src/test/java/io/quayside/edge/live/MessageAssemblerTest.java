package io.quayside.edge.live;

import static io.vertx.core.http.WebSocketFrameType.BINARY;
import static io.vertx.core.http.WebSocketFrameType.CONTINUATION;
import static io.vertx.core.http.WebSocketFrameType.PING;
import static io.vertx.core.http.WebSocketFrameType.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.edge.position.ReadBuffer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrameType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageAssemblerTest {
  private static final int MAX = 100;

  private final List<String> messages = new ArrayList<>();
  private final MessageAssembler assembler =
      new MessageAssembler(
          MAX,
          new ReadBuffer(),
          new MessageAssembler.Receiver() {
            @Override
            public void text(byte[] bytes, int length) {
              messages.add(new String(bytes, 0, length, UTF_8));
            }

            @Override
            public void binary() {
              messages.add("binary");
            }

            @Override
            public void tooBig() {
              messages.add("too big");
            }
          });

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldJoinAnyFragments(long seed) {
    var random = new Random(seed);
    List<String> sent = new ArrayList<>();
    for (int message = 0; message < 500; message++) {
      boolean binary = random.nextInt(4) == 0;
      var text = "ä".repeat(random.nextInt(MAX / 2 + 1));
      sent.add(binary ? "binary" : text);
      send(binary, text.getBytes(UTF_8), random);
    }

    assertThat(messages).isEqualTo(sent);
  }

  private void send(boolean binary, byte[] message, Random random) {
    var type = binary ? BINARY : TEXT;
    int from = 0;
    for (boolean last = false; !last; type = CONTINUATION) {
      int to = Math.min(message.length, from + random.nextInt(5) * random.nextInt(20));
      last = to == message.length && random.nextBoolean();
      assembler.add(type, Buffer.buffer().appendBytes(message, from, to - from), last);
      if (random.nextInt(4) == 0) {
        assembler.add(PING, Buffer.buffer("ping"), true);
      }
      from = to;
    }
  }

  @Test
  void shouldJoinNothingButEmptyFragments() {
    add(TEXT, "", false);
    add(CONTINUATION, "", false);
    add(CONTINUATION, "", true);
    add(TEXT, "", true);

    assertThat(messages).containsExactly("", "");
  }

  @Test
  void shouldTakeAMessageOfItsBoundInOneFrameOrMany() {
    var most = "x".repeat(MAX);
    add(TEXT, most, true);
    add(TEXT, most, false);
    add(CONTINUATION, "", true);

    assertThat(messages).containsExactly(most, most);
  }

  @Test
  void shouldTellOnceOfAMessageThatIsTooBigAndIgnoreTheRest() {
    add(TEXT, "x".repeat(MAX), false);
    add(CONTINUATION, "y", false);
    add(CONTINUATION, "z", true);
    add(TEXT, "next", true);

    assertThat(messages).containsExactly("too big");
  }

  @Test
  void shouldRefuseABinaryMessageThatIsTooBig() {
    add(BINARY, "x".repeat(MAX + 1), true);

    assertThat(messages).containsExactly("too big");
  }

  @Test
  void shouldFailLoudlyOnFramesThatItsDecoderRefuses() {
    assertThatThrownBy(() -> add(CONTINUATION, "", true)).isInstanceOf(IllegalStateException.class);
    add(TEXT, "x", false);
    assertThatThrownBy(() -> add(TEXT, "x", true)).isInstanceOf(IllegalStateException.class);
  }

  private void add(WebSocketFrameType type, String text, boolean isFinal) {
    assembler.add(type, Buffer.buffer(text), isFinal);
  }
}
