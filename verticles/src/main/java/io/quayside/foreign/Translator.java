package io.quayside.foreign;

/** Says what a record means for a shipment. Pure. */
@FunctionalInterface
public interface Translator {
  Translation translate(Situation situation);
}
