package io.quayside.loadtest.freight;

/**
 * Where something is and how it moves.
 *
 * @param headingDeg from north, 0 ≤ heading &lt; 360
 */
public record Fix(Point point, double speedKph, double headingDeg) {}
