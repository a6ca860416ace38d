package io.quayside.gateway.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's colours: readable on their ground, and told apart by colour-blind people too. */
class PaletteTest {
  private static final double GLYPH_CONTRAST = 3;
  private static final double TEXT_CONTRAST = 4.5;
  private static final double TINT = 0.12;
  private static final double LEAST_DIFFERENCE = 20;

  /** Cancelled is drawn as planned, and told by its shape. */
  private static final List<String> GROUPS =
      List.of("planned", "moving", "waiting", "attention", "exception", "returning", "done");

  /** Machado et al. 2009, severity 1, on linear RGB. */
  private static final Map<String, double[][]> VISIONS =
      Map.of(
          "normal", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
          "protanopia",
              new double[][] {
                {0.152286, 1.052583, -0.204868},
                {0.114503, 0.786281, 0.099216},
                {-0.003882, -0.048116, 1.051998}
              },
          "deuteranopia",
              new double[][] {
                {0.367322, 0.860646, -0.227968},
                {0.280085, 0.672501, 0.047413},
                {-0.011820, 0.042940, 0.968881}
              },
          "tritanopia",
              new double[][] {
                {1.255528, -0.076749, -0.178779},
                {-0.078411, 0.930809, 0.147602},
                {0.004733, 0.691367, 0.303900}
              });

  private static Map<String, double[]> tokens(String theme) throws IOException {
    String css;
    try (var in = PaletteTest.class.getResourceAsStream("/web/page.css")) {
      css = new String(in.readAllBytes(), UTF_8);
    }
    String start = theme.equals("dark") ? ":root[data-theme=\"dark\"] {" : ":root {";
    String block = css.substring(css.indexOf(start), css.indexOf('}', css.indexOf(start)));
    Map<String, double[]> colours = new LinkedHashMap<>();
    Matcher token = Pattern.compile("--([a-z0-9-]+): #([0-9a-f]{6});").matcher(block);
    while (token.find()) {
      int rgb = Integer.parseInt(token.group(2), 16);
      colours.put(
          token.group(1),
          new double[] {linear(rgb >> 16), linear(rgb >> 8 & 0xff), linear(rgb & 0xff)});
    }
    assertThat(colours).containsKeys("ground", "land", "ink", "ink-2", "link");
    return colours;
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static double encoded(double linear) {
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
  }

  private static double contrast(double[] one, double[] other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(double[] rgb) {
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  }

  /** CSS mixes encoded values. */
  private static double[] mixed(double[] colour, double[] ground) {
    double[] mixed = new double[3];
    for (int i = 0; i < 3; i++) {
      double value = TINT * encoded(colour[i]) + (1 - TINT) * encoded(ground[i]);
      mixed[i] = linear((int) Math.round(255 * value));
    }
    return mixed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void shouldBeReadable(String theme) throws IOException {
    var colours = tokens(theme);
    var ground = colours.get("ground");
    for (String group : GROUPS) {
      assertThat(contrast(colours.get(group), ground)).as(group).isGreaterThan(GLYPH_CONTRAST);
      assertThat(contrast(colours.get("ink"), mixed(colours.get(group), ground)))
          .as("ink on the tint of " + group)
          .isGreaterThan(TEXT_CONTRAST);
    }
    for (String text : List.of("ink", "ink-2", "link")) {
      assertThat(contrast(colours.get(text), ground)).as(text).isGreaterThan(TEXT_CONTRAST);
      assertThat(contrast(colours.get(text), colours.get("land")))
          .as(text + " on stripes")
          .isGreaterThan(TEXT_CONTRAST);
    }
    assertThat(contrast(colours.get("on-link"), colours.get("link"))).isGreaterThan(TEXT_CONTRAST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void shouldTellEachGroupFromEachOther(String theme) throws IOException {
    var colours = tokens(theme);
    VISIONS.forEach(
        (vision, matrix) -> {
          for (String one : GROUPS) {
            for (String other : GROUPS) {
              if (one.compareTo(other) < 0) {
                assertThat(
                        difference(
                            lab(seen(matrix, colours.get(one))),
                            lab(seen(matrix, colours.get(other)))))
                    .as("%s and %s, %s, %s", one, other, theme, vision)
                    .isGreaterThanOrEqualTo(LEAST_DIFFERENCE);
              }
            }
          }
        });
  }

  /** CIE 1976. */
  private static double difference(double[] one, double[] other) {
    return Math.sqrt(
        Math.pow(one[0] - other[0], 2)
            + Math.pow(one[1] - other[1], 2)
            + Math.pow(one[2] - other[2], 2));
  }

  private static double[] seen(double[][] matrix, double[] rgb) {
    double[] seen = new double[3];
    for (int i = 0; i < 3; i++) {
      double sum = matrix[i][0] * rgb[0] + matrix[i][1] * rgb[1] + matrix[i][2] * rgb[2];
      seen[i] = Math.max(0, Math.min(1, sum));
    }
    return seen;
  }

  /** CIELAB of D65. */
  private static double[] lab(double[] rgb) {
    double x = bent((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
    double y = bent(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
    double z = bent((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double bent(double t) {
    return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
}
