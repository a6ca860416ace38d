package io.quayside.common.problem;

/** Every way in which the gateway says no: the stable code, its HTTP status and its title. */
public enum ProblemCode {
  MALFORMED_JSON("malformed-json", 400, "The body is not a JSON object"),
  VALIDATION_FAILED("validation-failed", 422, "The request breaks the rules of its fields"),
  SHIPMENT_NOT_FOUND("shipment-not-found", 404, "There is no such shipment"),
  TENDER_NOT_FOUND("tender-not-found", 404, "The shipment has no such tender"),
  DOCUMENT_NOT_FOUND("document-not-found", 404, "The shipment has no such document"),
  SAGA_NOT_FOUND("saga-not-found", 404, "The shipment has no booking"),
  SCHEMA_NOT_FOUND("schema-not-found", 404, "There is no such schema"),
  WEBHOOK_NOT_FOUND("webhook-not-found", 404, "There is no such webhook"),
  DEAD_LETTER_NOT_FOUND("dead-letter-not-found", 404, "There is no such dead letter"),
  RELAY_NOT_FOUND("relay-not-found", 404, "There is no such relay"),
  ILLEGAL_TRANSITION("illegal-transition", 409, "The present state does not allow this"),
  VERSION_MISMATCH("version-mismatch", 412, "Another version is current"),
  IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The key was used for another payload"),
  COMMAND_IN_FLIGHT("command-in-flight", 409, "The first attempt is still undecided"),
  PAYLOAD_TOO_LARGE("payload-too-large", 413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body has another media type"),
  NOT_FOUND("not-found", 404, "There is nothing here"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed here"),
  UPGRADE_REQUIRED("upgrade-required", 426, "This address speaks WebSocket"),
  BAD_REQUEST("bad-request", 400, "The request is not well-formed HTTP"),
  URI_TOO_LONG("uri-too-long", 414, "The request line is too long"),
  HEADER_TOO_LARGE("header-too-large", 431, "The header section is too large"),
  EXPECTATION_FAILED("expectation-failed", 417, "The expectation cannot be met"),
  NOT_IMPLEMENTED("not-implemented", 501, "The transfer coding is not known"),
  UNAUTHENTICATED("unauthenticated", 401, "The request has no valid credentials"),
  FORBIDDEN("forbidden", 403, "The caller may not do this"),
  ORIGIN_NOT_ALLOWED("origin-not-allowed", 403, "Pages of this origin may not do this"),
  RATE_LIMITED("rate-limited", 429, "More than the rate that is allowed"),
  NOT_INVITED("not-invited", 403, "The carrier is not invited to the tender"),
  TENDER_IN_PROGRESS("tender-in-progress", 409, "The shipment has a current tender"),
  TOO_LATE("too-late", 409, "The time for this is over"),
  BID_TOO_HIGH("bid-too-high", 409, "The amount is above the ceiling"),
  DOCUMENTS_MISSING("documents-missing", 409, "Documents are missing for the release"),
  CONTENT_MISSING("content-missing", 409, "No content is stored under the hash"),
  CONTENT_MISMATCH("content-mismatch", 422, "The content is not what it should be"),
  DOCUMENT_INVALID("document-invalid", 400, "The document is not of its format"),
  LIMIT_REACHED("limit-reached", 409, "There may be no more of these"),
  OVERLOADED("overloaded", 503, "A bound of the gateway is reached"),
  TEMPORARILY_UNAVAILABLE("temporarily-unavailable", 503, "Not available for the moment"),
  INTERNAL_ERROR("internal-error", 500, "The gateway failed");

  private final String code;
  private final int status;
  private final String title;

  ProblemCode(String code, int status, String title) {
    this.code = code;
    this.status = status;
    this.title = title;
  }

  /** The stable name, as clients see it. */
  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** Whether the same request may succeed a little later. */
  public boolean retryable() {
    return switch (this) {
      case OVERLOADED, TEMPORARILY_UNAVAILABLE, COMMAND_IN_FLIGHT, RATE_LIMITED -> true;
      default -> false;
    };
  }
}
