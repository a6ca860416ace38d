package io.quayside.edge.live;

import io.quayside.common.identity.Role;
import io.quayside.edge.http.Access;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operations that clients send as frames, with the roles that may send them. */
public enum FrameOp {
  AUTHENTICATE,
  COMMAND,
  POSITIONS,
  SUBSCRIBE,
  UNSUBSCRIBE,
  WATCH,
  UNWATCH,
  PING;

  private static final Map<String, FrameOp> BY_WORD =
      Arrays.stream(values()).collect(Collectors.toMap(FrameOp::word, Function.identity()));

  /** Each command has roles of its own; devices send none. */
  private static final Access COMMANDERS =
      new Access.Roles(EnumSet.complementOf(EnumSet.of(Role.DEVICE)));

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The operation of a frame's member {@code op}; null if there is none of that name. */
  static @Nullable FrameOp of(String word) {
    return BY_WORD.get(word);
  }

  /** The value of a frame's member {@code op}. */
  public String word() {
    return word;
  }

  /** Who may send such frames, as far as the role alone decides it. */
  public Access access() {
    return switch (this) {
      case AUTHENTICATE, PING -> Access.ANY;
      case COMMAND -> COMMANDERS;
      case POSITIONS -> Access.REPORTERS;
      case SUBSCRIBE, UNSUBSCRIBE, WATCH, UNWATCH -> Access.READERS;
    };
  }
}
