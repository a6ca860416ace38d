package io.quayside.foreign.dcsa;

import io.quayside.common.json.Json;
import io.quayside.foreign.JsonParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a version whose values are enumerated, besides those that say what happened. Lists
 * that the standard leaves open (code list providers, functions of parties, reasons of delays) are
 * none. A member that is null is as if it were not there.
 */
final class DcsaEnumerations {
  private static final Set<String> EMPTY_INDICATORS = Set.of("EMPTY", "LADEN");
  private static final Set<String> FACILITY_CODES = Set.of("BIC", "SMDG");
  private static final Set<String> VESSEL_OPERATORS = Set.of("SMDG", "NMFTA");
  private static final Set<String> SEAL_TYPES = Set.of("KLP", "BLT", "WIR");
  private static final Set<String> AIR_EXCHANGE_UNITS = Set.of("MQH", "FQH");

  private static final DcsaEnumerations V2 =
      new DcsaEnumerations()
          .with("documentTypeCode", DcsaCodes.V2.documents())
          .with("emptyIndicatorCode", EMPTY_INDICATORS)
          .with("transportCall.facilityTypeCode", DcsaCodes.V2.facilities())
          .with("transportCall.facilityCodeListProvider", FACILITY_CODES)
          .with("transportCall.modeOfTransport", Set.of("VESSEL", "RAIL", "TRUCK", "BARGE"))
          .with("transportCall.location.facilityCodeListProvider", FACILITY_CODES)
          .with("transportCall.vessel.vesselOperatorCarrierCodeListProvider", VESSEL_OPERATORS)
          .with("eventLocation.facilityCodeListProvider", FACILITY_CODES)
          .with("eventLocation.facilityTypeCode", DcsaCodes.V2.facilities())
          .with("references[].referenceType", Set.of("FF", "SI", "PO", "CR", "AAO", "EQ"))
          .with("documentReferences[].documentReferenceType", Set.of("BKG", "TRD"))
          .with("seals[].sealSource", Set.of("CAR", "SHI", "PHY", "VET", "CUS"))
          .with("seals[].sealType", SEAL_TYPES);

  private static final Set<String> REFERENCES =
      Set.of(
          "AAO", "AES", "BID", "BPR", "CER", "CR", "CSI", "DUE", "ECR", "EQ", "FF", "PO", "RUC",
          "SI");

  private static final DcsaEnumerations V3 =
      new DcsaEnumerations()
          .with("eventLocation.facilityTypeCode", DcsaCodes.V3.facilities())
          .with("eventLocation.facility.facilityCodeListProvider", FACILITY_CODES)
          .with("shipmentReferences[].typeCode", REFERENCES)
          .with("shipmentDetails.shipmentReferences[].typeCode", REFERENCES)
          .with("shipmentDetails.documentReference.typeCode", DcsaCodes.V3.documents())
          .with("shipmentDetails.additionalDocumentReferences[].typeCode", DcsaCodes.V3.documents())
          .with(
              "shipmentDetails.shipmentLocationType",
              Set.of("FCD", "IEL", "OIR", "ORI", "PCF", "PDE", "POD", "POL", "PRE", "PTP", "RTP"))
          .with(
              "transportDetails.transportCall.modeOfTransport",
              Set.of("VESSEL", "RAIL", "TRUCK", "BARGE", "MULTIMODAL"))
          .with(
              "transportDetails.transportCall.vesselTransport.operatorCarrierCodeListProvider",
              VESSEL_OPERATORS)
          .with("equipmentDetails.emptyIndicatorCode", EMPTY_INDICATORS)
          .with("equipmentDetails.movementType", Set.of("IMPORT", "EXPORT", "TRANSSHIPMENT"))
          .with(
              "equipmentDetails.seals[].source",
              Set.of("CAR", "CNS", "CST", "CUS", "PHY", "SHI", "TER", "VET"))
          .with("equipmentDetails.seals[].type", SEAL_TYPES)
          .with("equipmentDetails.seals[].placement", Set.of("DOOR", "VENT"))
          .with("iotDetails.iotEventCode", Set.of("DRC", "DRO", "LOC"))
          .with("reeferDetails.temperatureUnit", Set.of("CEL", "FAH"))
          .with("reeferDetails.setpointParameters.airExchangeUnit", AIR_EXCHANGE_UNITS)
          .with("reeferDetails.measuredParameters.airExchangeUnit", AIR_EXCHANGE_UNITS)
          .with(
              "reeferDetails.temperatureProbeMeasurements[].COAProbeUDMKey",
              Set.of("P19", "P20", "P21", "P22"));

  /** A member, by the names of the objects around it; {@code []} ends that of an array. */
  private record Member(String path, List<String> names, Set<String> values) {}

  private final List<Member> members = new ArrayList<>();

  static DcsaEnumerations of(boolean version3) {
    return version3 ? V3 : V2;
  }

  private DcsaEnumerations with(String path, Set<String> values) {
    members.add(new Member(path, List.of(path.split("\\.", -1)), values));
    return this;
  }

  /** The path of the first member of an event that is none of its values; null for none. */
  @Nullable String offence(Map<String, Object> event) {
    for (Member member : members) {
      if (!holds(event, member, 0)) {
        return member.path;
      }
    }
    return null;
  }

  private static boolean holds(Map<String, Object> object, Member member, int depth) {
    String name = member.names.get(depth);
    if (depth == member.names.size() - 1) {
      Object value = object.get(name);
      return value == null
          || value == Json.NULL
          || (value instanceof String && member.values.contains(value));
    }
    return name.endsWith("[]")
        ? JsonParts.objects(object, name.substring(0, name.length() - 2)).stream()
            .allMatch(element -> holds(element, member, depth + 1))
        : holds(JsonParts.object(object, name), member, depth + 1);
  }
}
