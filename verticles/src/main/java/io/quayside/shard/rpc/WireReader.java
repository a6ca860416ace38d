package io.quayside.shard.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads values in the order in which a {@link WireWriter} appended them. */
final class WireReader {
  private final Buffer buffer;
  private int position;

  WireReader(Buffer buffer, int position) {
    this.buffer = buffer;
    this.position = position;
  }

  private int skip(int bytes) {
    position += bytes;
    return position - bytes;
  }

  char kind() {
    return (char) buffer.getByte(skip(Byte.BYTES));
  }

  boolean flag() {
    return buffer.getByte(skip(Byte.BYTES)) != 0;
  }

  int integer() {
    return buffer.getInt(skip(Integer.BYTES));
  }

  long longInteger() {
    return buffer.getLong(skip(Long.BYTES));
  }

  double number() {
    return buffer.getDouble(skip(Double.BYTES));
  }

  /** NaN stands for none. */
  double optionalNumber() {
    return flag() ? number() : Double.NaN;
  }

  byte[] bytes() {
    int length = integer();
    int from = skip(length);
    return buffer.getBytes(from, from + length);
  }

  String text() {
    return new String(bytes(), UTF_8);
  }

  @Nullable String optionalText() {
    return flag() ? text() : null;
  }

  Instant time() {
    long second = longInteger();
    return Instant.ofEpochSecond(second, integer());
  }

  <T> List<T> list(Function<WireReader, T> reader) {
    int size = integer();
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(reader.apply(this));
    }
    return values;
  }
}
