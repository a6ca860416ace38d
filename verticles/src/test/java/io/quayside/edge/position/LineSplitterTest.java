package io.quayside.edge.position;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A text has the same lines however it is cut into chunks. */
class LineSplitterTest {
  private static final int ROUNDS = 20_000;
  private static final int MAX_LENGTH = 20;

  private final Random random = new Random(5);
  private final ReadBuffer readBuffer = new ReadBuffer();

  @Test
  void shouldCutWhateverTheChunks() {
    for (int round = 0; round < ROUNDS; round++) {
      String text = text();
      assertThat(cut(text)).as(text).isEqualTo(expected(text));
    }
  }

  private List<String> cut(String text) {
    List<String> told = new ArrayList<>();
    var lines =
        new LineSplitter(
            MAX_LENGTH,
            readBuffer,
            new LineSplitter.Receiver() {
              @Override
              public void line(int number, byte[] bytes, int offset, int length) {
                told.add(number + ":" + new String(bytes, offset, length, ISO_8859_1));
              }

              @Override
              public void tooLong(int number) {
                told.add(number + " is too long");
              }
            });
    int at = 0;
    while (at < text.length()) {
      int to = at + 1 + random.nextInt(text.length() - at);
      lines.add(Buffer.buffer(text.substring(at, to).getBytes(ISO_8859_1)));
      at = to;
    }
    lines.end();
    return told;
  }

  private static List<String> expected(String text) {
    List<String> expected = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
    for (int i = 0; i < count; i++) {
      String line =
          lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
      int number = i + 1;
      expected.add(line.length() > MAX_LENGTH ? number + " is too long" : number + ":" + line);
    }
    return expected;
  }

  private String text() {
    var text = new StringBuilder();
    int length = random.nextInt(120);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(12)) {
        case 0 -> text.append('\n');
        case 1 -> text.append("\r\n");
        case 2 -> text.append('\r');
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }
}
