package io.quayside.edge.live;

import io.quayside.edge.position.ReadBuffer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrameType;
import java.util.Arrays;

/**
 * Joins the frames of one WebSocket to messages (RFC 6455, 5.4). Any fragment may be empty. Holds
 * one unfinished message at most, and no more bytes of it than a message may have. Netty's decoder
 * has checked the order of the frames.
 */
final class MessageAssembler {
  private static final byte[] EMPTY = {};

  private int maxBytes;
  private final ReadBuffer readBuffer;
  private final Receiver receiver;
  private State state = State.BETWEEN_MESSAGES;

  /** The bytes of an unfinished text message; of a binary one only their number is kept. */
  private byte[] text = EMPTY;

  private int length;

  /** Receives messages. */
  interface Receiver {
    /** The first {@code length} of {@code bytes}, valid until this method returns. */
    void text(byte[] bytes, int length);

    void binary();

    /** The message has more bytes than it may have; the assembler ignores all that follows. */
    void tooBig();
  }

  private enum State {
    BETWEEN_MESSAGES,
    WITHIN_TEXT,
    WITHIN_BINARY,
    /** A message was too big. */
    STOPPED
  }

  MessageAssembler(int maxBytes, ReadBuffer readBuffer, Receiver receiver) {
    this.maxBytes = maxBytes;
    this.readBuffer = readBuffer;
    this.receiver = receiver;
  }

  /** Sets how many bytes a message may have, from the next frame on. */
  void bound(int bytes) {
    maxBytes = bytes;
  }

  /** Takes the next frame; control frames are ignored. */
  void add(WebSocketFrameType type, Buffer data, boolean isFinal) {
    if (state == State.STOPPED) {
      return;
    }
    switch (type) {
      case TEXT -> begin(State.WITHIN_TEXT, data, isFinal);
      case BINARY -> begin(State.WITHIN_BINARY, data, isFinal);
      case CONTINUATION -> proceed(data, isFinal);
      case PING, PONG, CLOSE -> {}
    }
  }

  private void begin(State kind, Buffer data, boolean isFinal) {
    require(state == State.BETWEEN_MESSAGES, "begins");
    length = 0;
    if (kind == State.WITHIN_TEXT && isFinal && data.length() <= maxBytes) {
      receiver.text(readBuffer.copy(data), data.length());
    } else {
      state = kind;
      proceed(data, isFinal);
    }
  }

  private void proceed(Buffer data, boolean isFinal) {
    require(state != State.BETWEEN_MESSAGES, "goes on");
    if (data.length() > maxBytes - length) {
      state = State.STOPPED;
      text = EMPTY;
      receiver.tooBig();
      return;
    }
    if (state == State.WITHIN_TEXT) {
      append(data);
    }
    length += data.length();
    if (isFinal) {
      finish();
    }
  }

  private void append(Buffer data) {
    int needed = length + data.length();
    if (needed > text.length) {
      text = Arrays.copyOf(text, Math.min(maxBytes, Math.max(needed, 2 * text.length)));
    }
    data.getBytes(text, length);
  }

  private void finish() {
    State finished = state;
    byte[] bytes = text;
    state = State.BETWEEN_MESSAGES;
    text = EMPTY;
    if (finished == State.WITHIN_TEXT) {
      receiver.text(bytes, length);
    } else {
      receiver.binary();
    }
  }

  private void require(boolean inOrder, String what) {
    if (!inOrder) {
      throw new IllegalStateException("a message " + what + " in state " + state);
    }
  }
}
