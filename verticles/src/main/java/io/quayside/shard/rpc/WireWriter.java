package io.quayside.shard.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Appends values to a message between nodes, one behind the other, without names. */
record WireWriter(Buffer buffer) {
  WireWriter kind(char kind) {
    buffer.appendByte((byte) kind);
    return this;
  }

  WireWriter flag(boolean value) {
    buffer.appendByte((byte) (value ? 1 : 0));
    return this;
  }

  WireWriter integer(int value) {
    buffer.appendInt(value);
    return this;
  }

  WireWriter integer(long value) {
    buffer.appendLong(value);
    return this;
  }

  WireWriter number(double value) {
    buffer.appendDouble(value);
    return this;
  }

  /** NaN stands for none. */
  WireWriter optionalNumber(double value) {
    flag(!Double.isNaN(value));
    return Double.isNaN(value) ? this : number(value);
  }

  WireWriter bytes(byte[] value) {
    buffer.appendInt(value.length).appendBytes(value);
    return this;
  }

  WireWriter text(String value) {
    return bytes(value.getBytes(UTF_8));
  }

  WireWriter optionalText(@Nullable String value) {
    flag(value != null);
    return value == null ? this : text(value);
  }

  WireWriter time(Instant value) {
    return integer(value.getEpochSecond()).integer(value.getNano());
  }

  <T> WireWriter list(List<T> values, BiConsumer<WireWriter, T> writer) {
    buffer.appendInt(values.size());
    for (T value : values) {
      writer.accept(this, value);
    }
    return this;
  }
}
