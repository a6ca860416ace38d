package io.quayside.edge;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands immutable messages over within a node as they are. */
public final class LocalCodec implements MessageCodec<Object, Object> {
  public static final String NAME = "local";

  /** Whether a message is one that stays within the node. */
  public static boolean handles(Object message) {
    return message instanceof ShardRequest || message instanceof ShardAnswer;
  }

  @Override
  public void encodeToWire(Buffer buffer, Object message) {
    throw new UnsupportedOperationException("this message does not leave its node");
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("this message does not leave its node");
  }

  @Override
  public Object transform(Object message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
