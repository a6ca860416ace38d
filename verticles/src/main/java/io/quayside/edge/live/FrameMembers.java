package io.quayside.edge.live;

import io.quayside.common.identity.CommandId;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.Numbers;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads members that all frames share, and writes answers. */
final class FrameMembers {
  private static final int MAX_ID = 128;

  private FrameMembers() {}

  static boolean isId(String given) {
    return given.codePointCount(0, given.length()) <= MAX_ID;
  }

  /** The frame's id, or null if it is absent or malformed. */
  static @Nullable String id(Map<String, Object> frame) {
    return frame.get("id") instanceof String given && isId(given) ? given : null;
  }

  static String shipmentId(Map<String, Object> frame) {
    if (!(frame.get("shipmentId") instanceof String shipmentId)) {
      throw invalid("shipmentId must be a string");
    }
    if (!CommandId.isShipmentId(shipmentId)) {
      throw new Problem(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment").toException();
    }
    return shipmentId;
  }

  /** A version as frames name it, or null: a whole number from 0. */
  static @Nullable Integer version(@Nullable Object given) {
    Long version = Numbers.whole(given, 0, Integer.MAX_VALUE);
    return version == null ? null : version.intValue();
  }

  static void members(Map<String, Object> frame, @Nullable String id, Set<String> known) {
    Set<String> unknown = new TreeSet<>(frame.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw invalid("unknown: " + String.join(", ", unknown));
    }
    checkId(frame, id);
  }

  static void checkId(Map<String, Object> frame, @Nullable String id) {
    if (id == null && frame.containsKey("id")) {
      throw invalid("id must be a string of at most " + MAX_ID + " characters");
    }
  }

  static ProblemException invalid(String detail) {
    return new Problem(ProblemCode.VALIDATION_FAILED, detail).toException();
  }

  static JsonWriter answer(String op, @Nullable String id) {
    JsonWriter frame = new JsonWriter(160).beginObject().field("op", op);
    return id == null ? frame : frame.field("id", id);
  }

  /** An {@code error} frame, to be ended by the caller. */
  static JsonWriter error(@Nullable String id, Problem problem) {
    return answer("error", id)
        .field("code", problem.code().code())
        .field("detail", problem.detail());
  }

  static String text(JsonWriter frame) {
    return new String(frame.toBytes(), StandardCharsets.UTF_8);
  }
}
