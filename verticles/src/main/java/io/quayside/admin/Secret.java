package io.quayside.admin;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A secret of an administration object.
 *
 * @param opened its bytes, not to be changed; null if no key of the key file opens it
 * @param sealed its form in records; null until it is written
 */
public record Secret(byte @Nullable [] opened, @Nullable Sealed sealed) {
  /** A secret that is not written yet. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes, null);
  }

  /** Shows neither of the two forms. */
  @Override
  public String toString() {
    return opened == null ? "Secret[unreadable]" : "Secret[…]";
  }

  /**
   * A secret as records hold it.
   *
   * @param kid which key sealed it: the first 8 hexadecimal digits of the key's SHA-256
   * @param nonce 12 random bytes
   * @param box the encrypted bytes and their authentication tag
   */
  public record Sealed(String kid, byte[] nonce, byte[] box) {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /** Reads an object of a record, and no other members. */
    static Sealed read(StoredFields fields) {
      Sealed sealed =
          new Sealed(
              fields.text("kid"),
              DECODER.decode(fields.text("nonce")),
              DECODER.decode(fields.text("box")));
      fields.end();
      return sealed;
    }

    /** Writes the members of an object that the caller has begun. */
    void write(JsonWriter out) {
      out.field("kid", kid)
          .field("nonce", ENCODER.encodeToString(nonce))
          .field("box", ENCODER.encodeToString(box));
    }
  }
}
