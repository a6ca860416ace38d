package io.quayside.edge.http;

import java.util.List;

/** The operations of foreign formats. */
public final class ForeignOperations {
  public static final Operation CAPTURE_EPCIS =
      new Operation(
          "captureEpcis", "POST", "/v1/epcis/capture", Operation.Body.CONTENT, Access.CARRIERS);
  public static final Operation DESCRIBE_EPCIS_CAPTURE =
      new Operation(
          "describeEpcisCapture",
          "OPTIONS",
          "/v1/epcis/capture",
          Operation.Body.NONE,
          Access.CARRIERS);
  public static final Operation SHOW_EPCIS_CAPTURE =
      Operation.get("showEpcisCapture", "/v1/epcis/capture/:captureId", Access.CARRIERS);
  public static final Operation SHOW_SHIPMENT_EPCIS =
      Operation.get("showShipmentEpcis", "/v1/shipments/:id/epcis", Access.READERS);
  public static final Operation LIST_EPCIS_EVENTS =
      Operation.get("listEpcisEvents", "/v1/epcis/events", Access.READERS);

  public static final Operation CAPTURE_DCSA =
      new Operation(
          "captureDcsa", "POST", "/v1/dcsa/events", Operation.Body.CONTENT, Access.CARRIERS);
  public static final Operation LIST_DCSA_EVENTS =
      Operation.get("listDcsaEvents", "/v1/dcsa/v2/events", Access.READERS);

  public static final Operation LIST_PARTNERS =
      Operation.get("listPartners", "/v1/partners", Access.OPERATORS);
  public static final Operation SHOW_PARTNER =
      Operation.get("showPartner", "/v1/partners/:partnerId", Access.OPERATORS);
  public static final Operation PUT_PARTNER =
      new Operation(
          "putPartner", "PUT", "/v1/partners/:partnerId", Operation.Body.CONTENT, Access.OPERATORS);
  public static final Operation REMOVE_PARTNER =
      new Operation(
          "removePartner",
          "DELETE",
          "/v1/partners/:partnerId",
          Operation.Body.OPTIONAL_JSON,
          Access.OPERATORS);

  static final List<Operation> ALL =
      List.of(
          CAPTURE_EPCIS,
          DESCRIBE_EPCIS_CAPTURE,
          SHOW_EPCIS_CAPTURE,
          SHOW_SHIPMENT_EPCIS,
          LIST_EPCIS_EVENTS,
          CAPTURE_DCSA,
          LIST_DCSA_EVENTS,
          LIST_PARTNERS,
          SHOW_PARTNER,
          PUT_PARTNER,
          REMOVE_PARTNER);

  private ForeignOperations() {}
}
