package io.quayside.loadtest.itinerary;

/**
 * A step and what has to be answered.
 *
 * @param key tells the itinerary's commands apart; a repeated command keeps its own
 * @param answer the HTTP status
 * @param after the shipment's status then
 * @param version the shipment's version then
 */
public record Stop(Step step, int key, int answer, Status after, int version) {
  /** Did it become an event, now or, for a retry, before? */
  public boolean accepted() {
    return answer < 300;
  }
}
