package io.quayside.edge.live;

import io.quayside.edge.position.ReadBuffer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;

/**
 * Puts the frames of one WebSocket together to messages (RFC 6455, 5.4), of which it holds one
 * unfinished at most, and never more of it than a message may have. That the frames come in an
 * order that makes sense has been seen to by the decoder.
 */
final class MessageAssembler {
  private final int maxBytes;
  private final ReadBuffer readBuffer;
  private final Receiver receiver;
  private Buffer unfinished;
  private boolean binary;

  /** What is told of each message. */
  interface Receiver {
    /** {@code bytes}: so many from the first on, only until this returns. */
    void text(byte[] bytes, int length);

    void binary();

    /** No more is to be added after this. */
    void tooBig();
  }

  MessageAssembler(int maxBytes, ReadBuffer readBuffer, Receiver receiver) {
    this.maxBytes = maxBytes;
    this.readBuffer = readBuffer;
    this.receiver = receiver;
  }

  /** Takes a frame; control frames are none of its business. */
  void add(WebSocketFrame frame) {
    if (frame.isContinuation()) {
      add(frame.binaryData(), frame.isFinal());
    } else if (frame.isText() || frame.isBinary()) {
      binary = frame.isBinary();
      add(frame.binaryData(), frame.isFinal());
    }
  }

  private void add(Buffer data, boolean isFinal) {
    int length = (unfinished == null ? 0 : unfinished.length()) + data.length();
    if (length > maxBytes) {
      unfinished = null;
      receiver.tooBig();
    } else if (isFinal) {
      Buffer whole = unfinished == null ? data : unfinished.appendBuffer(data);
      unfinished = null;
      finish(whole);
    } else {
      unfinished = unfinished == null ? data.copy() : unfinished.appendBuffer(data);
    }
  }

  private void finish(Buffer whole) {
    if (binary) {
      receiver.binary();
    } else {
      receiver.text(readBuffer.copy(whole), whole.length());
    }
  }
}
