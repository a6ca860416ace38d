/**
 * Freight as it might be: who carries what from where to where, and where it is meanwhile. All of
 * it follows from a seed and a number, so that a run can be repeated; it knows neither Gatling nor
 * the gateway, nor the time of day.
 */
package io.quayside.loadtest.freight;
