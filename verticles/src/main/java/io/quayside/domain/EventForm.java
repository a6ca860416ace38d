package io.quayside.domain;

/** How much of an event a viewer sees. The log and its readers have every event whole. */
public enum EventForm {
  /** As it is stored. */
  FULL,
  /** The members that every viewer of its type may see. */
  REDUCED,
  /** That there was an event, the number of what it is about, and the shipment's status. */
  WITHHELD
}
