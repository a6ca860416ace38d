package io.quayside.notify.relay.target;

/** What became of one event at a target. */
public sealed interface Sent {
  Sent OK = new Done(Outcome.SENT);
  Sent DROPPED = new Done(Outcome.UNROUTABLE);

  /** The target has it, or is not to get it. */
  record Done(Outcome outcome) implements Sent {}

  /** The target takes nothing for a while; then the event is sent again. */
  record Wait(TargetFault fault) implements Sent {}

  /** The event alone is sent again later; its shipment waits, others go on. */
  record Later(String detail) implements Sent {}

  /** The target will never take the event: it becomes a dead letter. */
  record Refused(RefusalCode code, String detail) implements Sent {}

  /** How a settled event is counted. */
  enum Outcome {
    SENT("sent"),
    UNROUTABLE("unroutable"),
    REPEATED("repeated"),
    PARKED("parked");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** The value of the metric's label. */
    public String label() {
      return label;
    }
  }

  /** The code of a relay's dead letter. */
  enum RefusalCode {
    TOO_LARGE("too-large"),
    REFUSED_BY_BROKER("refused-by-broker");

    private final String code;

    RefusalCode(String code) {
      this.code = code;
    }

    /** The stable name. */
    public String code() {
      return code;
    }
  }
}
