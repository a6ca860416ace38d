package io.quayside.foreign.dcsa;

import java.util.Map;
import java.util.Set;

/** The enumerations of both versions. */
final class DcsaCodes {
  static final Set<String> CLASSIFIERS = Set.of("PLN", "EST", "ACT", "REQ");
  static final Set<String> EMPTY_INDICATORS = Set.of("EMPTY", "LADEN");

  private static final Set<String> SHIPMENT =
      Set.of(
          "RECE", "DRFT", "PENA", "PENU", "PENC", "REJE", "APPR", "ISSU", "SURR", "SUBM", "VOID",
          "CONF", "REQS", "CMPL", "HOLD", "RELS", "CANC", "DECL", "SUDL", "SUAM", "UPDT", "UPDC");

  private static final Set<String> EQUIPMENT =
      Set.of(
          "LOAD", "DISC", "GTIN", "GTOT", "STUF", "STRP", "PICK", "DROP", "INSP", "RSEA", "RMVD",
          "AVPU", "AVDO", "CUSS", "CUSI", "CUSR", "CROS", "WAYP", "PUCO", "AVCO");

  /** By type of event, the codes that say what happened. */
  static final Map<String, Set<String>> BY_TYPE =
      Map.of(
          "SHIPMENT", SHIPMENT,
          "TRANSPORT", Set.of("ARRI", "DEPA", "OMIT"),
          "EQUIPMENT", EQUIPMENT,
          "IOT", Set.of("DETC"),
          "REEFER", Set.of("MEAS", "ADJU"));

  static final Set<String> DOCUMENTS =
      Set.of(
          "CBR", "BKG", "SHI", "SRM", "TRD", "ARN", "VGM", "CAS", "CUS", "CUC", "DGD", "OOG", "INV",
          "HCE", "CEO", "CEI", "SI", "DO", "PCN", "TR", "CQU", "CPN", "PCL");

  private DcsaCodes() {}
}
