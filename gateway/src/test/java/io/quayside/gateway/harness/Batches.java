package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tracking updates as lines of NDJSON, and what is said to them. */
public final class Batches {
  public static final String PATH = "/v1/positions";
  public static final String NDJSON = "application/x-ndjson";

  private final Client client;

  public Batches(Client client) {
    this.client = client;
  }

  public Answer post(byte[] body) {
    return client.send("POST", PATH, body, NDJSON).join();
  }

  /** Observed in the order of sequences, so that positions are shown in that order. */
  public static JsonObject update(String shipmentId, long sequence) {
    var observedAt = Bodies.now().minusSeconds(40_000).plusSeconds(sequence);
    return Bodies.position("truck-1", sequence, observedAt).put("shipmentId", shipmentId);
  }

  /** An update as a line, without its end. */
  public static String line(String shipmentId, long sequence) {
    return update(shipmentId, sequence).encode();
  }

  /** Whole lines of the sequences from one to below another. */
  public static byte[] lines(String shipmentId, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(sequence -> line(shipmentId, sequence) + "\n")
        .collect(Collectors.joining())
        .getBytes(UTF_8);
  }

  /** The numbers of the accepted, the duplicate and the late ones. */
  public static List<Integer> counts(Answer answer) {
    var json = answer.json();
    return List.of(
        json.getInteger("accepted"), json.getInteger("duplicate"), json.getInteger("late"));
  }

  /** Number and code of each line that was rejected, as {@code "7 malformed-json"}. */
  public static List<String> rejected(Answer answer) {
    return answer.json().getJsonArray("rejected").stream()
        .map(JsonObject.class::cast)
        .peek(each -> assertThat(each.getString("detail")).isNotBlank())
        .map(each -> each.getInteger("line") + " " + each.getString("code"))
        .toList();
  }

  /** Waits until a shipment's positions are of exactly these sequences, newest first. */
  public List<JsonObject> awaitShown(String shipmentId, Integer... sequences) {
    return await()
        .until(
            () -> shown(shipmentId),
            shown ->
                List.of(sequences)
                    .equals(shown.stream().map(each -> each.getInteger("sequence")).toList()));
  }

  private List<JsonObject> shown(String shipmentId) {
    var answer = client.get("/v1/shipments/" + shipmentId + "/positions").expect(200);
    return answer.json().getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }
}
