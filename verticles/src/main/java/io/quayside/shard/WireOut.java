package io.quayside.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** Appends values to what goes to another node, one behind the other, without their names. */
record WireOut(Buffer buffer) {
  WireOut kind(char kind) {
    buffer.appendByte((byte) kind);
    return this;
  }

  WireOut flag(boolean value) {
    buffer.appendByte((byte) (value ? 1 : 0));
    return this;
  }

  WireOut integer(int value) {
    buffer.appendInt(value);
    return this;
  }

  WireOut integer(long value) {
    buffer.appendLong(value);
    return this;
  }

  WireOut number(double value) {
    buffer.appendDouble(value);
    return this;
  }

  WireOut optionalNumber(Double value) {
    flag(value != null);
    return value == null ? this : number(value);
  }

  WireOut bytes(byte[] value) {
    buffer.appendInt(value.length).appendBytes(value);
    return this;
  }

  WireOut text(String value) {
    return bytes(value.getBytes(UTF_8));
  }

  WireOut optionalText(String value) {
    flag(value != null);
    return value == null ? this : text(value);
  }

  WireOut time(Instant value) {
    return integer(value.getEpochSecond()).integer(value.getNano());
  }

  <T> WireOut list(List<T> values, BiConsumer<WireOut, T> writer) {
    buffer.appendInt(values.size());
    for (T value : values) {
      writer.accept(this, value);
    }
    return this;
  }
}
