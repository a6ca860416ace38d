package io.quayside.notify.letter;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.log.envelope.LetterCodec;
import io.quayside.log.envelope.UndecodableEventException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record of the topic: what happens to a letter. */
sealed interface LetterRecord {
  String PARKED = "deadletter.parked.v1";
  String REDRIVEN = "deadletter.redriven.v1";
  String DISCARDED = "deadletter.discarded.v1";

  String letterId();

  record Parked(Letter letter) implements LetterRecord {
    @Override
    public String letterId() {
      return letter.letterId();
    }
  }

  record Redriven(String letterId) implements LetterRecord {}

  record Discarded(String letterId, String reason) implements LetterRecord {}

  /** A record with the version of its letter after it. */
  record Versioned(int version, LetterRecord record) {}

  /** The value of a record. */
  static byte[] encode(LetterRecord record, int version, String tenant, Instant time) {
    JsonWriter data = new JsonWriter(512).beginObject();
    String type =
        switch (record) {
          case Parked(Letter letter) -> {
            letter.write(data);
            letter.writeOriginal(data);
            yield PARKED;
          }
          case Redriven(String letterId) -> {
            data.field("letterId", letterId);
            yield REDRIVEN;
          }
          case Discarded(String letterId, String reason) -> {
            data.field("letterId", letterId).field("reason", reason);
            yield DISCARDED;
          }
        };
    String owner = tenant.equals(Letter.NO_TENANT) ? Principal.DEFAULT_TENANT : tenant;
    return LetterCodec.encode(
        record.letterId(), version, type, owner, time, data.endObject().toBytes());
  }

  /** The record of a value; null for what is none, which is passed over. */
  static @Nullable Versioned decode(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    try {
      return LetterCodec.decode(
          value,
          (envelope, version) -> {
            String tenant = envelope.optionalText("tenantid");
            StoredFields data = envelope.object("data");
            LetterRecord record =
                switch (envelope.text("type")) {
                  case PARKED -> new Parked(Letter.read(data, tenant));
                  case REDRIVEN -> new Redriven(data.text("letterId"));
                  case DISCARDED -> new Discarded(data.text("letterId"), data.text("reason"));
                  default -> throw new IllegalArgumentException("the type is unknown");
                };
            return new Versioned(version, record);
          });
    } catch (UndecodableEventException undecodable) {
      return null;
    }
  }
}
