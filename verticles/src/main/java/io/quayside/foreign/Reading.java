package io.quayside.foreign;

/** What a record says, as far as it can be told without its shipment. */
public sealed interface Reading {
  /**
   * The record says nothing for a shipment: a plan, an estimate, a step of no interest.
   *
   * @param own as that of {@link Fact}
   */
  record Nothing(Ownership own) implements Reading {}

  /**
   * The record needs a person.
   *
   * @param code of its letter
   * @param detail why, in our words
   */
  record Unclear(String code, String detail) implements Reading {}

  /** The record is an event of ours that comes back. */
  record Own(String shipmentId, int version) implements Reading {}

  /**
   * The record says something that depends on the shipment.
   *
   * @param tracking whether it is a tracking update, which must be of one shipment
   * @param own whether it is an event of ours that comes back, where its id alone does not tell
   */
  record Fact(boolean tracking, Translator translator, Ownership own) implements Reading {
    public Fact(boolean tracking, Translator translator) {
      this(tracking, translator, NO_OWNERSHIP);
    }
  }

  /** Tells events of ours that come back. */
  @FunctionalInterface
  interface Ownership {
    /** The version of a shipment that the record tells; 0 for none up to the shipment's version. */
    int versionOf(String shipmentId, int version);
  }

  Ownership NO_OWNERSHIP = (shipmentId, version) -> 0;

  Reading NOTHING = new Nothing(NO_OWNERSHIP);

  /** What cannot be translated. */
  static Reading untranslatable(String detail) {
    return new Unclear(Translation.UNTRANSLATABLE, detail);
  }
}
