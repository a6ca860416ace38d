package io.quayside.readmodel;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One set of the tables that the log can rebuild.
 *
 * @param switchedAt when it became the current one; null if it never did, or always was
 * @param error why it failed, or null
 * @param perSecond how many records a node reads in a second at most
 */
public record Generation(
    int number,
    State state,
    Instant startedAt,
    @Nullable Instant switchedAt,
    @Nullable String error,
    int perSecond,
    SwitchMode switchMode) {
  /**
   * The tables of a generation. All others belong to none: the log cannot rebuild them, or they
   * tell of the generations.
   */
  public static final List<String> TABLES =
      List.of(
          "checkpoints",
          "devices",
          "document_contents",
          "documents",
          "events",
          "identifiers",
          "positions",
          "sagas",
          "shipments",
          "tender_parties",
          "tenders");

  /** What a generation is used for. */
  public enum State {
    /** It is written from the log, and not read. */
    RUNNING,
    /** It has all that the current one has, and may become the current one. */
    READY,
    /** The one that is read. */
    CURRENT,
    /** It was the current one. */
    FORMER,
    /** It is not written any more, and was never read. */
    FAILED
  }

  /** What happens to a generation that is ready. */
  public enum SwitchMode {
    /** Nothing until a caller asks for it. */
    MANUAL,
    /** It becomes the current one. */
    AUTO
  }

  /** The schema of a generation's tables. */
  public static String schema(int number) {
    return number == 0 ? "public" : "rm_" + number;
  }
}
