package io.quayside.notify.letter;

import io.quayside.common.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A letter as the read model has it.
 *
 * @param version counts its records
 * @param reason why it was discarded
 * @param caller for whom it was parked first: of a foreign record its sender; null: unknown
 * @param offsets places of its last records that count
 */
public record KeptLetter(
    Letter letter,
    int version,
    LetterState state,
    @Nullable String reason,
    @Nullable String caller,
    int shard,
    List<Long> offsets) {
  /** As {@link #write}, with what only the letter by its id has. */
  public JsonWriter writeWhole(JsonWriter out) {
    write(out);
    letter.writeOriginal(out);
    return out;
  }

  /** Writes the letter's members without the original, and leaves the object open. */
  public JsonWriter write(JsonWriter out) {
    letter.write(out.beginObject());
    return out.field("letterVersion", version)
        .field("state", state.name())
        .optional("reason", reason);
  }
}
