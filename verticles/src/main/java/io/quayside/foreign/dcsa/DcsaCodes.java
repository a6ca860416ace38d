package io.quayside.foreign.dcsa;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The enumerations of a version.
 *
 * @param byType the codes that say what happened, by type of event
 * @param documents types of documents
 * @param facilities types of facilities
 */
public record DcsaCodes(
    Map<String, Set<String>> byType, Set<String> documents, Set<String> facilities) {
  static final Set<String> CLASSIFIERS = Set.of("PLN", "EST", "ACT");
  private static final Set<String> MOVES = Set.of("ARRI", "DEPA");

  private static final Set<String> SHIPMENT =
      Set.of(
          "RECE", "DRFT", "PENA", "PENU", "REJE", "APPR", "ISSU", "SURR", "SUBM", "VOID", "CONF",
          "REQS", "CMPL", "HOLD", "RELS");

  private static final Set<String> EQUIPMENT =
      Set.of(
          "LOAD", "DISC", "GTIN", "GTOT", "STUF", "STRP", "PICK", "DROP", "INSP", "RSEA", "RMVD");

  /** Version 2.2. */
  public static final DcsaCodes V2 =
      new DcsaCodes(
          Map.of("SHIPMENT", SHIPMENT, "TRANSPORT", MOVES, "EQUIPMENT", EQUIPMENT),
          Set.of("CBR", "BKG", "SHI", "SRM", "TRD", "ARN", "VGM", "CAS", "CUS", "DGD", "OOG"),
          Set.of("BOCR", "CLOC", "COFS", "COYA", "OFFD", "DEPO", "INTE", "POTE", "RAMP"));

  /** Version 3.0. */
  public static final DcsaCodes V3 =
      new DcsaCodes(
          Map.of(
              "SHIPMENT",
              with(
                  SHIPMENT, "AMCF", "AMCN", "AMDC", "AMPR", "AMRE", "CACF", "CADC", "CANC", "CARE",
                  "DECL", "PENM", "PSAM", "PSDL", "SUAM", "SUDL", "UPCF", "UPCN", "UPDC", "UPDT",
                  "UPRE"),
              "TRANSPORT",
              MOVES,
              "EQUIPMENT",
              with(EQUIPMENT, "AVDO", "AVPU", "CROS", "CUSI", "CUSR", "CUSS"),
              "IOT",
              Set.of("DETC"),
              "REEFER",
              Set.of("MEAS", "ADJU")),
          with(
              V2.documents,
              "AMF",
              "CEA",
              "CEO",
              "CQU",
              "CRO",
              "CUC",
              "DEI",
              "DEO",
              "FCE",
              "HCE",
              "ICE",
              "INV",
              "PCE",
              "PFD",
              "TRO",
              "VCE"),
          Set.of("BORD", "CLOC", "COFS", "OFFD", "DEPO", "INTE", "POTE", "RAMP", "WAYP"));

  /** The codes of a type of event; empty for an unknown type. */
  public Set<String> codes(String type) {
    Set<String> codes = byType.get(type);
    return codes == null ? Set.of() : codes;
  }

  private static Set<String> with(Set<String> older, String... newer) {
    Set<String> all = new HashSet<>(older);
    all.addAll(Set.of(newer));
    return Set.copyOf(all);
  }
}
