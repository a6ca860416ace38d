package io.quayside.notify.lane;

/** Whether a lane goes on by itself. */
public enum LaneState {
  /** Its event is sent again when it is due. */
  RETRYING,
  /** It waits for its dead letter to be redriven or discarded. */
  PARKED
}
