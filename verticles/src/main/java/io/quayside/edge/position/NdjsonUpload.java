package io.quayside.edge.position;

import io.quayside.auth.Grant;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Problems;
import io.quayside.shard.client.PositionIngest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One NDJSON body on its way in: the lines of a chunk are taken when it is there, while the rest
 * still arrives. The request is not read on while too many lines are under way, so a body takes no
 * more memory than those.
 */
final class NdjsonUpload implements LineSplitter.Receiver {
  static final int MAX_BYTES = 4 * 1024 * 1024;
  static final int MAX_LINES = 10_000;

  private static final int MAX_UNDER_WAY = 512;

  private final HttpServerRequest request;
  private final IngestBatch batch;
  private final Promise<Void> done = Promise.promise();
  private final LineSplitter lines;

  /** For what the lines of a chunk are compared with: when it came. */
  private PositionReader reader = new PositionReader(Instant.now());

  private long bytes;
  private int underWay;
  private boolean paused;
  private boolean ended;
  private boolean tooLarge;

  NdjsonUpload(
      HttpServerRequest request,
      PositionIngest ingest,
      Grant grant,
      @Nullable String traceparent,
      ReadBuffer readBuffer) {
    this.request = request;
    this.lines = new LineSplitter(NdjsonLines.MAX_LENGTH, readBuffer, this);
    this.batch = new IngestBatch(ingest, grant, traceparent);
  }

  /** Completes when every line has its outcome; fails when the client goes away before. */
  Future<Void> read() {
    request.handler(this::received);
    request.endHandler(
        v -> {
          if (!tooLarge) {
            lines.end();
            take();
          }
          end();
        });
    request.exceptionHandler(done::tryFail);
    return done.future();
  }

  /** Why the body as a whole is refused, or null: it is too large, or nothing of it was taken. */
  @Nullable Problem refusal() {
    if (tooLarge) {
      return new Problem(
          ProblemCode.PAYLOAD_TOO_LARGE,
          "A batch may have " + MAX_LINES + " lines and " + MAX_BYTES + " bytes at most");
    }
    return batch.nothingTaken()
        ? new Problem(
            ProblemCode.VALIDATION_FAILED, "No update was taken; rejected lists the reasons")
        : null;
  }

  /** Whether sending a refused body again may help: a line was refused for a passing reason. */
  boolean retryable() {
    return batch.retryable();
  }

  /**
   * {@code {"accepted","duplicate","late","rejected"}}, with the members of the problem document
   * before them if {@code refusal} is not null.
   */
  byte[] answer(@Nullable Problem refusal) {
    JsonWriter out = new JsonWriter(512).beginObject();
    if (refusal != null) {
      Problems.writeMembers(out, refusal);
    }
    batch.write(out, "line");
    return out.endObject().toBytes();
  }

  private void received(Buffer chunk) {
    if (tooLarge) {
      return;
    }
    bytes += chunk.length();
    if (bytes > MAX_BYTES) {
      stop();
      return;
    }
    reader = new PositionReader(Instant.now());
    lines.add(chunk);
    take();
  }

  private void take() {
    int taken = batch.waiting();
    if (taken == 0) {
      return;
    }
    underWay += taken;
    if (underWay >= MAX_UNDER_WAY && !paused) {
      paused = true;
      request.pause();
    }
    batch.take(() -> finished(taken));
  }

  /** What follows is not looked at; the answer does not wait for it. */
  private void stop() {
    tooLarge = true;
    take();
    end();
  }

  @Override
  public void line(int number, byte[] text, int offset, int length) {
    if (number > MAX_LINES) {
      if (!tooLarge) {
        stop();
      }
      return;
    }
    NdjsonLines.add(batch, reader, number, text, offset, length);
  }

  @Override
  public void tooLong(int number) {
    if (number <= MAX_LINES) {
      batch.refuse(number, NdjsonLines.TOO_LONG);
    }
  }

  private void finished(int taken) {
    underWay -= taken;
    if (paused && underWay <= MAX_UNDER_WAY / 2) {
      paused = false;
      request.resume();
    }
    if (ended && underWay == 0) {
      done.tryComplete();
    }
  }

  private void end() {
    ended = true;
    if (underWay == 0) {
      done.tryComplete();
    }
  }
}
