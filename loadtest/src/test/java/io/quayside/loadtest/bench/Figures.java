package io.quayside.loadtest.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The same figure of several rounds. */
record Figures(List<Double> values) {
  static Figures of(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return new Figures(rounds.stream().map(figure::applyAsDouble).toList());
  }

  /** The quotients of figures that were measured one after the other. */
  static Figures ratio(List<Round> rounds, List<Round> base, ToDoubleFunction<Round> figure) {
    var ratios = new java.util.ArrayList<Double>();
    for (int i = 0; i < Math.min(rounds.size(), base.size()); i++) {
      ratios.add(figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(base.get(i)));
    }
    return new Figures(List.copyOf(ratios));
  }

  double median() {
    var sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least() {
    return values.stream().min(Double::compare).orElseThrow();
  }

  double most() {
    return values.stream().max(Double::compare).orElseThrow();
  }

  /** The median, and in brackets the range. */
  String text() {
    return values.size() == 1
        ? number(median())
        : "%s (%s–%s)".formatted(number(median()), number(least()), number(most()));
  }

  /** As few digits as tell it apart from its like. */
  static String number(double value) {
    double size = Math.abs(value);
    var format = size >= 1_000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }
}
