package io.quayside.foreign.epcis;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vocabularies of CBV 2.0. */
final class EpcisWords {
  static final Set<String> BIZ_STEPS =
      Set.of(
          "accepting",
          "arriving",
          "assembling",
          "collecting",
          "commissioning",
          "consigning",
          "creating_class_instance",
          "cycle_counting",
          "decommissioning",
          "departing",
          "destroying",
          "disassembling",
          "dispensing",
          "encoding",
          "entering_exiting",
          "holding",
          "inspecting",
          "installing",
          "killing",
          "loading",
          "other",
          "packing",
          "picking",
          "receiving",
          "removing",
          "repackaging",
          "repairing",
          "replacing",
          "reserving",
          "retail_selling",
          "sampling",
          "sensor_reporting",
          "shipping",
          "staging_outbound",
          "stock_taking",
          "stocking",
          "storing",
          "transporting",
          "unloading",
          "unpacking",
          "void_shipping");

  static final Set<String> DISPOSITIONS =
      Set.of(
          "active",
          "available",
          "completeness_inferred",
          "completeness_verified",
          "conformant",
          "container_closed",
          "container_open",
          "damaged",
          "destroyed",
          "dispensed",
          "disposed",
          "encoded",
          "expired",
          "in_progress",
          "in_transit",
          "inactive",
          "mismatch_class",
          "mismatch_instance",
          "mismatch_quantity",
          "needs_replacement",
          "no_pedigree_match",
          "non_conformant",
          "non_sellable_other",
          "partially_dispensed",
          "recalled",
          "reserved",
          "retail_sold",
          "returned",
          "sellable_accessible",
          "sellable_not_accessible",
          "stolen",
          "unavailable",
          "unknown");

  /** Types of business transactions. */
  static final Set<String> TRANSACTIONS =
      Set.of(
          "bol",
          "cert",
          "desadv",
          "inv",
          "pedigree",
          "po",
          "poc",
          "prodorder",
          "recadv",
          "rma",
          "testprd",
          "testres",
          "upevt");

  /** Types of sources and destinations. */
  static final Set<String> PARTIES = Set.of("location", "owning_party", "possessing_party");

  /** Reasons of error declarations. */
  static final Set<String> REASONS = Set.of("did_not_occur", "incorrect_data");

  /** Types of alerts of sensors. */
  static final Set<String> ALERTS = Set.of("ALARM_CONDITION", "ERROR_CONDITION");

  /** Components of what a sensor measures. */
  static final Set<String> COMPONENTS =
      Set.of(
          "altitude",
          "axial_distance",
          "azimuth",
          "easting",
          "elevation_angle",
          "height",
          "latitude",
          "longitude",
          "northing",
          "polar_angle",
          "spherical_radius",
          "x",
          "y",
          "z");

  private EpcisWords() {}

  /** The word of a business step, written as a word, a web URI or a URN; null for another one. */
  static @Nullable String bizStep(@Nullable String text) {
    return word(text, BIZ_STEPS, "https://ref.gs1.org/cbv/BizStep-", "urn:epcglobal:cbv:bizstep:");
  }

  /** The word of a disposition, as {@link #bizStep}. */
  static @Nullable String disposition(@Nullable String text) {
    return word(text, DISPOSITIONS, "https://ref.gs1.org/cbv/Disp-", "urn:epcglobal:cbv:disp:");
  }

  private static @Nullable String word(@Nullable String text, Set<String> words, String... before) {
    if (text == null) {
      return null;
    }
    String word = text;
    for (String prefix : before) {
      if (text.startsWith(prefix)) {
        word = text.substring(prefix.length());
      }
    }
    return words.contains(word) ? word : null;
  }
}
