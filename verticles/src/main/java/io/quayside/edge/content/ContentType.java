package io.quayside.edge.content;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The media types that contents may have, and how the bytes of some of them begin. */
enum ContentType {
  PDF("application/pdf", "255044462d"),
  JPEG("image/jpeg", "ffd8ff"),
  PNG("image/png", "89504e470d0a1a0a"),
  TIFF("image/tiff", "49492a00|4d4d002a"),
  PLAIN_TEXT("text/plain", ""),
  TEXT_XML("text/xml", ""),
  JSON("application/json", ""),
  XML("application/xml", ""),
  EDIFACT("application/edifact", ""),
  X12("application/edi-x12", "");

  /** As many first bytes decide. */
  static final int FIRST_BYTES = 8;

  private final String mediaType;
  private final Pattern beginning;

  /** {@code beginning}: a pattern of the first bytes in hexadecimal digits. */
  ContentType(String mediaType, String beginning) {
    this.mediaType = mediaType;
    this.beginning = Pattern.compile(beginning);
  }

  /** The type that a Content-Type field names, whatever its parameters are; null for any other. */
  static @Nullable ContentType of(@Nullable String field) {
    if (field == null) {
      return null;
    }
    int semicolon = field.indexOf(';');
    String given = (semicolon < 0 ? field : field.substring(0, semicolon)).strip();
    for (ContentType type : values()) {
      if (type.mediaType.equalsIgnoreCase(given)) {
        return type;
      }
    }
    return null;
  }

  /** The media type without parameters. */
  String mediaType() {
    return mediaType;
  }

  /** Whether a content of this type may begin with these bytes. */
  boolean begins(byte[] bytes, int length) {
    return beginning.matcher(HexFormat.of().formatHex(bytes, 0, length)).lookingAt();
  }
}
