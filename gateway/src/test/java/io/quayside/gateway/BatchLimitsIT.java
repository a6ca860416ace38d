package io.quayside.gateway;

import static io.quayside.gateway.harness.Batches.NDJSON;
import static io.quayside.gateway.harness.Batches.PATH;
import static io.quayside.gateway.harness.Batches.counts;
import static io.quayside.gateway.harness.Batches.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much may be in one batch, and what is taken of one that has more. */
@ExtendWith(SharedGateway.class)
class BatchLimitsIT {
  private static final int MAX_LINES = 10_000;
  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final int MAX_LINE = 16 * 1024;
  private static final int WINDOW = 1_024;

  private final Client client;
  private final Batches batches;
  private final Dispatcher dispatcher;
  private final String shipmentId;

  BatchLimitsIT(GatewayProcess gateway) {
    client = gateway.client();
    batches = new Batches(client);
    dispatcher = new Dispatcher(client);
    shipmentId = dispatcher.book();
  }

  @Test
  void shouldTakeAsManyLinesAsAllowedAndRecogniseThemAgain() {
    var body = lines(0, MAX_LINES);

    assertThat(counts(batches.post(body).expect(200))).containsExactly(MAX_LINES, 0, 0);

    assertThat(counts(batches.post(body).expect(200)))
        .containsExactly(0, WINDOW, MAX_LINES - WINDOW);
  }

  @Test
  void shouldRefuseOneLineTooManyAndSayWhatWasTaken() {
    var body = lines(0, MAX_LINES + 1);

    var refused = batches.post(body).expectProblem(413, "payload-too-large");
    assertThat(counts(refused)).containsExactly(MAX_LINES, 0, 0);
    assertThat(rejected(refused)).isEmpty();

    assertThat(counts(batches.post(body).expectProblem(413, "payload-too-large")))
        .containsExactly(0, WINDOW, MAX_LINES - WINDOW);
    // The one line that was not taken is new.
    assertThat(counts(batches.post(lines(MAX_LINES, MAX_LINES + 1)).expect(200)))
        .containsExactly(1, 0, 0);
  }

  @Test
  void shouldCountBlankLinesToo() {
    var blank = "\r\n".repeat(MAX_LINES - 1);

    assertThat(counts(batches.post((blank + line(1)).getBytes(UTF_8)).expect(200)))
        .containsExactly(1, 0, 0);
    assertThat(
            counts(
                batches
                    .post((blank + "{\n" + line(2)).getBytes(UTF_8))
                    .expectProblem(413, "payload-too-large")))
        .containsExactly(0, 0, 0);
    assertThat(
            counts(
                batches
                    .post((blank + line(3) + "\n" + line(4)).getBytes(UTF_8))
                    .expectProblem(413, "payload-too-large")))
        .containsExactly(1, 0, 0);
  }

  @Test
  void shouldTakeABodyUpToItsBoundAndSayWhatWasTakenBeyond() {
    var lines = IntStream.range(0, 600).mapToObj(i -> padded(line(i), MAX_BYTES / 512 - 1));
    var body = lines.map(line -> line + "\n").collect(Collectors.joining()).getBytes(UTF_8);
    assertThat(counts(batches.post(Arrays.copyOf(body, MAX_BYTES)).expect(200)))
        .containsExactly(512, 0, 0);
    var fresh = dispatcher.book();
    var other = new String(body, UTF_8).replace(shipmentId, fresh).getBytes(UTF_8);

    var refused =
        batches.post(Arrays.copyOf(other, MAX_BYTES + 1)).expectProblem(413, "payload-too-large");

    // Lines are taken in their order, so the count says which ones.
    var taken = counts(refused).getFirst();
    assertThat(taken).isBetween(1, 512);
    assertThat(counts(refused)).containsExactly(taken, 0, 0);
    var again = Arrays.copyOf(other, MAX_BYTES);
    assertThat(counts(batches.post(again).expect(200))).containsExactly(512 - taken, taken, 0);
  }

  @Test
  void shouldAnswerABodyThatIsTooLargeBeforeItEnds() throws IOException {
    try (var request = client.slowly(PATH, NDJSON)) {
      request.send(lines(0, MAX_LINES + 1));

      var answer = request.answer().expectProblem(413, "payload-too-large");

      assertThat(counts(answer)).containsExactly(MAX_LINES, 0, 0);
    }
  }

  @Test
  void shouldRefuseALineThatIsTooLongAndGoOn() {
    var body =
        String.join(
            "\n",
            line(1),
            padded(line(2), MAX_LINE),
            padded(line(3), MAX_LINE) + "\r",
            padded(line(4), MAX_LINE + 1),
            line(5),
            padded(line(6), 40 * MAX_LINE) + "\r",
            line(7),
            padded(line(8), MAX_LINE + 1));

    var answer = batches.post(body.getBytes(UTF_8)).expect(200);

    assertThat(counts(answer)).containsExactly(5, 0, 0);
    assertThat(rejected(answer))
        .containsExactly("4 payload-too-large", "6 payload-too-large", "8 payload-too-large");
    batches.awaitShown(shipmentId, 7, 5, 3, 2, 1);
  }

  private String line(long sequence) {
    return Batches.line(shipmentId, sequence);
  }

  private byte[] lines(int from, int to) {
    return Batches.lines(shipmentId, from, to);
  }

  private static String padded(String line, int length) {
    return line + " ".repeat(length - line.length());
  }
}
