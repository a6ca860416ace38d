/**
 * What is done with a shipment from booking to its end, and what the gateway has to answer by its
 * published state machine. The rules are written down here a second time on purpose: a load test
 * that asked the gateway's own code could not catch it out.
 */
package io.quayside.loadtest.itinerary;
