package io.quayside.notify.letter;

import io.quayside.common.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A letter as the read model has it.
 *
 * @param version counts its records
 * @param reason why it was discarded
 * @param offsets places of its last records that count
 */
public record KeptLetter(
    Letter letter,
    int version,
    LetterState state,
    @Nullable String reason,
    int shard,
    List<Long> offsets) {
  /** Writes the letter's members, and leaves the object open. */
  public JsonWriter write(JsonWriter out) {
    letter.write(out.beginObject());
    return out.field("letterVersion", version)
        .field("state", state.name())
        .optional("reason", reason);
  }
}
