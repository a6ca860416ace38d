package io.quayside.domain.documentation;

import static io.quayside.domain.documentation.DocumentGate.COMPLETION;
import static io.quayside.domain.documentation.DocumentGate.NONE;
import static io.quayside.domain.documentation.DocumentGate.RELEASE;
import static io.quayside.domain.documentation.Party.CARRIER;
import static io.quayside.domain.documentation.Party.SHIPPER;

/** Types of documents (UN/EDIFACT 1001, DCSA), with who hands them in and what waits for them. */
public enum DocumentType {
  /** UN 1001: 380; DCSA INV. */
  COMMERCIAL_INVOICE(SHIPPER, RELEASE),
  /** UN 1001: 271. */
  PACKING_LIST(SHIPPER, RELEASE),
  /** UN 1001: 830; DCSA CUC. */
  EXPORT_DECLARATION(SHIPPER, RELEASE),
  /** UN 1001: 929; DCSA CUC. */
  IMPORT_DECLARATION(SHIPPER, COMPLETION),
  /** UN 1001: 890; DCSA DGD. */
  DANGEROUS_GOODS_DECLARATION(SHIPPER, RELEASE),
  /** DCSA VGM. */
  VERIFIED_GROSS_MASS(SHIPPER, RELEASE),
  /** UN 1001: 861; DCSA CEO. */
  CERTIFICATE_OF_ORIGIN(SHIPPER, NONE),
  /** UN 1001: 705; DCSA TRD. The one negotiable type. */
  BILL_OF_LADING(CARRIER, COMPLETION),
  /** UN 1001: 710; DCSA TRD. */
  SEA_WAYBILL(CARRIER, COMPLETION),
  /** UN 1001: 740. */
  AIR_WAYBILL(CARRIER, RELEASE),
  /** UN 1001: 730. */
  ROAD_CONSIGNMENT_NOTE(CARRIER, RELEASE),
  /** UN 1001: 720. */
  RAIL_CONSIGNMENT_NOTE(CARRIER, RELEASE),
  PROOF_OF_DELIVERY(CARRIER, COMPLETION),
  /** Named by its requester. */
  OTHER(SHIPPER, NONE);

  private final Party from;
  private final DocumentGate gate;

  DocumentType(Party from, DocumentGate gate) {
    this.from = from;
    this.gate = gate;
  }

  /** Who hands it in, unless the request says otherwise. */
  public Party from() {
    return from;
  }

  /** What waits for it, unless the request says otherwise. */
  public DocumentGate gate() {
    return gate;
  }

  /** Whether it is issued by the carrier: bill of lading, waybills and consignment notes. */
  public boolean isTransportDocument() {
    return switch (this) {
      case BILL_OF_LADING, SEA_WAYBILL, AIR_WAYBILL, ROAD_CONSIGNMENT_NOTE, RAIL_CONSIGNMENT_NOTE ->
          true;
      default -> false;
    };
  }
}
