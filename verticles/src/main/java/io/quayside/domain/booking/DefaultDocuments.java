package io.quayside.domain.booking;

import static io.quayside.domain.documentation.DocumentType.AIR_WAYBILL;
import static io.quayside.domain.documentation.DocumentType.COMMERCIAL_INVOICE;
import static io.quayside.domain.documentation.DocumentType.EXPORT_DECLARATION;
import static io.quayside.domain.documentation.DocumentType.IMPORT_DECLARATION;
import static io.quayside.domain.documentation.DocumentType.PACKING_LIST;
import static io.quayside.domain.documentation.DocumentType.PROOF_OF_DELIVERY;
import static io.quayside.domain.documentation.DocumentType.RAIL_CONSIGNMENT_NOTE;
import static io.quayside.domain.documentation.DocumentType.ROAD_CONSIGNMENT_NOTE;
import static io.quayside.domain.documentation.DocumentType.SEA_WAYBILL;
import static io.quayside.domain.documentation.DocumentType.VERIFIED_GROSS_MASS;

import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.shipment.Booking;
import java.util.ArrayList;
import java.util.List;

/** The documents that a shipment usually needs, by its mode and the countries of its ends. */
final class DefaultDocuments {
  private static final int COUNTRY = 2;

  private DefaultDocuments() {}

  static List<DocumentType> of(Booking shipment) {
    return switch (shipment.mode()) {
      case ROAD -> overland(shipment, ROAD_CONSIGNMENT_NOTE);
      case RAIL -> overland(shipment, RAIL_CONSIGNMENT_NOTE);
      case SEA ->
          List.of(
              COMMERCIAL_INVOICE,
              PACKING_LIST,
              VERIFIED_GROSS_MASS,
              SEA_WAYBILL,
              PROOF_OF_DELIVERY);
      case AIR -> List.of(COMMERCIAL_INVOICE, PACKING_LIST, AIR_WAYBILL, PROOF_OF_DELIVERY);
    };
  }

  private static List<DocumentType> overland(Booking shipment, DocumentType consignmentNote) {
    List<DocumentType> types = new ArrayList<>();
    if (!country(shipment.origin()).equals(country(shipment.destination()))) {
      types.addAll(
          List.of(COMMERCIAL_INVOICE, PACKING_LIST, EXPORT_DECLARATION, IMPORT_DECLARATION));
    }
    types.add(consignmentNote);
    types.add(PROOF_OF_DELIVERY);
    return types;
  }

  private static String country(String unLocode) {
    return unLocode.substring(0, COUNTRY);
  }
}
