package io.quayside.foreign;

/** What a record says, as far as it can be told without its shipment. */
public sealed interface Reading {
  /** The record says nothing for a shipment: a plan, an estimate, a step of no interest. */
  record Nothing() implements Reading {}

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
   */
  record Fact(boolean tracking, Translator translator) implements Reading {}

  Reading NOTHING = new Nothing();

  /** What cannot be translated. */
  static Reading untranslatable(String detail) {
    return new Unclear(Translation.UNTRANSLATABLE, detail);
  }
}
