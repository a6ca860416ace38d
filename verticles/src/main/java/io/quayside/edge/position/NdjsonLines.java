package io.quayside.edge.position;

import io.quayside.common.json.Json;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import org.jspecify.annotations.Nullable;

/** Lines of tracking updates, however they came. */
final class NdjsonLines {
  /** The most bytes of a line. */
  static final int MAX_LENGTH = 16 * 1024;

  static final Problem TOO_LONG =
      new Problem(
          ProblemCode.PAYLOAD_TOO_LARGE, "A line may have " + MAX_LENGTH + " bytes at most");

  private NdjsonLines() {}

  /** Adds the update of a line to a batch; a blank line is none. */
  static void add(
      IngestBatch batch, PositionReader reader, int number, byte[] text, int offset, int length) {
    if (isBlank(text, offset, length)) {
      return;
    }
    @Nullable ShipmentPosition plain = reader.read(text, offset, length);
    if (plain != null && plain.shipmentId() != null) {
      batch.add(number, plain);
      return;
    }
    try {
      batch.add(number, Json.parseObject(text, offset, length));
    } catch (RuntimeException e) {
      batch.refuse(number, Faults.toProblem(e));
    }
  }

  private static boolean isBlank(byte[] text, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (text[i] != ' ' && text[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
