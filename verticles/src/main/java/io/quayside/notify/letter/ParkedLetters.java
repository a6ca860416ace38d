package io.quayside.notify.letter;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many letters are parked, and since when, by source and code. */
public record ParkedLetters(Map<List<String>, Long> counts, Map<String, Instant> oldest) {
  /** By source, the seconds since the oldest one failed first. */
  public Map<List<String>, Double> ages(Instant now) {
    Map<List<String>, Double> ages = new HashMap<>();
    for (LetterSource source : LetterSource.values()) {
      ages.put(List.of(source.word()), 0.0);
    }
    oldest.forEach(
        (source, first) ->
            ages.put(List.of(source), Duration.between(first, now).toMillis() / 1e3));
    return ages;
  }
}
