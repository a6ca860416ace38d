package io.quayside.gateway.harness;

import io.quayside.gateway.harness.Caller.Reply;
import io.vertx.core.json.JsonObject;

/** Sends the commands of one document of a shipment through one door. */
public record DocumentClient(Caller caller, String shipmentId, int document) {
  /**
   * Requests a document; {@code requirement} has the type and whatever differs from its defaults.
   */
  public static DocumentClient request(Caller caller, String shipmentId, JsonObject requirement) {
    var requested = caller.call(Command.of("RequestDocument", shipmentId, requirement)).expect(201);
    return new DocumentClient(caller, shipmentId, requested.body().getInteger("document"));
  }

  public static JsonObject ofType(String type) {
    return new JsonObject().put("type", type);
  }

  /** The same document through another door. */
  public DocumentClient through(Caller other) {
    return new DocumentClient(other, shipmentId, document);
  }

  /** A command of this document; {@code more} has the members beside its number. */
  public Command command(String name, JsonObject more) {
    return Command.of(name, shipmentId, more.copy().put("document", document));
  }

  public Reply call(String name, JsonObject more) {
    return caller.call(command(name, more));
  }

  /** Submits a transport document whose content lies elsewhere. */
  public Reply submit(String reference) {
    return call("SubmitDocument", new JsonObject().put("reference", reference));
  }

  /** Submits what is stored under a hash. */
  public Reply submitContent(String sha256) {
    return call("SubmitDocument", new JsonObject().put("sha256", sha256));
  }

  public Reply verify(int revision) {
    return call("VerifyDocument", new JsonObject().put("revision", revision));
  }

  public Reply reject(int revision) {
    return call(
        "RejectDocument",
        new JsonObject().put("revision", revision).put("reasonCode", "ILLEGIBLE"));
  }

  public Reply issue(int revision, String reference) {
    return call(
        "IssueDocument", new JsonObject().put("revision", revision).put("reference", reference));
  }

  public Reply surrender(String purpose) {
    return call("SurrenderDocument", new JsonObject().put("for", purpose));
  }

  public Reply waive(String reason) {
    return call("WaiveDocument", new JsonObject().put("reason", reason));
  }

  public Reply voidIt(String reason) {
    return call("VoidDocument", new JsonObject().put("reason", reason));
  }
}
