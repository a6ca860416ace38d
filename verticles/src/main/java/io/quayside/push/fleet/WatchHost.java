package io.quayside.push.fleet;

import io.quayside.common.problem.Problem;
import io.quayside.push.SharedFrame;
import io.vertx.core.Future;

/** The connection of a watch, which says things in its own form. */
public interface WatchHost {
  void watching(boolean recovered, String cursor);

  void event(SharedFrame event);

  void left(String shipmentId, int version);

  void position(SharedFrame position);

  void cursor(String cursor, long behind);

  /** Whether nothing more should be sent at the moment. */
  boolean congested();

  /** Completes when more can be sent; fails when the connection is gone. */
  Future<Void> room();

  /** The watch has not begun, and does not; {@code after} is no cursor of this log. */
  void refusedCursor();

  /** The watch has not begun, and does not. */
  void refused(Problem problem);

  /** Events cannot be found any more: the client has to resume. */
  void lostTrack();
}
