package io.quayside.edge.position;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.function.Consumer;

/** Tracking updates of a text that is whole and small, a line each. */
public final class NdjsonMessage implements LineSplitter.Receiver {
  private final IngestBatch batch;
  private final PositionReader reader = new PositionReader(Instant.now());

  private NdjsonMessage(IngestBatch batch) {
    this.batch = batch;
  }

  /** Takes the updates of a text, and hands over their batch when each has its outcome. */
  public static void take(
      byte[] text, ReadBuffer readBuffer, IngestBatch batch, Consumer<IngestBatch> taken) {
    LineSplitter lines =
        new LineSplitter(NdjsonLines.MAX_LENGTH, readBuffer, new NdjsonMessage(batch));
    lines.add(Buffer.buffer(text));
    lines.end();
    batch.take(() -> taken.accept(batch));
  }

  @Override
  public void line(int number, byte[] text, int offset, int length) {
    NdjsonLines.add(batch, reader, number, text, offset, length);
  }

  @Override
  public void tooLong(int number) {
    batch.refuse(number, NdjsonLines.TOO_LONG);
  }
}
