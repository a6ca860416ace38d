package io.quayside.notify.letter;

import java.util.List;
import java.util.stream.Stream;

/** What makes dead letters, and what can be done with them. */
public enum LetterSource {
  /** A record under a shipment's key that this build cannot read, or a gap in the versions. */
  DECODE("decode", false, false),
  /** Rows that PostgreSQL refuses for one shipment alone. */
  PROJECTION("projection", false, false),
  /** An event that an endpoint refuses to the end of the schedule. */
  WEBHOOK("webhook", true, true),
  /** An event that the broker of a relay refuses. */
  RELAY("relay", true, true),
  /** A rule of the booking process that throws. */
  SAGA("saga", false, false),
  /**
   * A record of a foreign format that cannot be translated, or a record of nobody in our topics.
   */
  FOREIGN("foreign", true, false);

  /** The words of all sources, in their order. */
  public static final List<String> WORDS = Stream.of(values()).map(LetterSource::word).toList();

  /** The codes of all sources, each once, in their order. */
  public static final List<String> CODES =
      Stream.of(values()).flatMap(source -> source.codes().stream()).distinct().toList();

  private final String word;
  private final boolean discardable;
  private final boolean usesLanes;

  LetterSource(String word, boolean discardable, boolean usesLanes) {
    this.word = word;
    this.discardable = discardable;
    this.usesLanes = usesLanes;
  }

  private List<String> codes() {
    return switch (this) {
      case DECODE -> List.of("undecodable", "version-gap");
      case PROJECTION -> List.of("projection-refused");
      case WEBHOOK -> List.of("delivery-exhausted");
      case RELAY -> List.of("too-large", "refused-by-broker");
      case SAGA -> List.of("rule-failed");
      case FOREIGN ->
          List.of(
              "undecodable",
              "unknown-shipment",
              "ambiguous-shipment",
              "untranslatable",
              "time-zone-unknown",
              "illegal-transition",
              "schema-invalid");
    };
  }

  /** The name that callers and records have. */
  public String word() {
    return word;
  }

  /** Whether a letter may be given up: a state must not have holes. */
  boolean isDiscardable() {
    return discardable;
  }

  /**
   * Whether a redrive makes the lane of the letter's consumer due; else a {@link Redriver} acts.
   */
  boolean usesLanes() {
    return usesLanes;
  }

  /** The source of a word; throws for an unknown one. */
  static LetterSource of(String word) {
    for (LetterSource source : values()) {
      if (source.word.equals(word)) {
        return source;
      }
    }
    throw new IllegalArgumentException("the source is unknown");
  }
}
