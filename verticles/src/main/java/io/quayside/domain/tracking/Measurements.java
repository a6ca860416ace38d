package io.quayside.domain.tracking;

import java.util.Arrays;
import java.util.StringJoiner;

/** The measured values of one tracking update, at most one of each {@link Measurement}. */
public final class Measurements {
  /** By index of the measurement; NaN where there is none. */
  private final double[] values;

  private Measurements(double[] values) {
    this.values = values;
  }

  /** A position without any other value. */
  public static Measurements at(double lat, double lon) {
    return new Builder().put(Measurement.LAT, lat).put(Measurement.LON, lon).build();
  }

  /** These values and another one. */
  public Measurements with(Measurement measurement, double value) {
    double[] more = values.clone();
    more[measurement.index()] = value;
    return new Measurements(more);
  }

  public boolean has(Measurement measurement) {
    return !Double.isNaN(values[measurement.index()]);
  }

  /** The value, or NaN if there is none. */
  public double get(Measurement measurement) {
    return values[measurement.index()];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Measurements that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    for (Measurement measurement : Measurement.values()) {
      if (has(measurement)) {
        text.add(measurement.member() + "=" + get(measurement));
      }
    }
    return text.toString();
  }

  /** Collects values. Not for several threads. */
  public static final class Builder {
    private final double[] values = new double[Measurement.COUNT];

    public Builder() {
      clear();
    }

    /** Forgets all values. */
    public Builder clear() {
      Arrays.fill(values, Double.NaN);
      return this;
    }

    public Builder put(Measurement measurement, double value) {
      values[measurement.index()] = value;
      return this;
    }

    public boolean has(Measurement measurement) {
      return !Double.isNaN(values[measurement.index()]);
    }

    /** The values so far; the builder can be used again. */
    public Measurements build() {
      return new Measurements(values.clone());
    }
  }
}
