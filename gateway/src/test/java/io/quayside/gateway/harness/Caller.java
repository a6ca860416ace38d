package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A way for commands: what it answers can be compared with what another way does. */
@FunctionalInterface
public interface Caller {
  /** What each of a frame's members is called as a header. */
  Map<String, String> HEADERS = Map.of("idempotencyKey", "Idempotency-Key", "ifMatch", "If-Match");

  Reply call(Command command);

  /** What was answered: {@code body} is the answer, or the problem document. */
  record Reply(int status, boolean replayed, JsonObject body) {
    public String shipmentId() {
      return body.getString("shipmentId");
    }

    public int version() {
      return body.getInteger("version");
    }

    /** Itself, after making sure of the status. */
    public Reply expect(int expected) {
      assertThat(status).as("status, with the body %s", body).isEqualTo(expected);
      return this;
    }

    /** Itself, after making sure of the status and of the problem's code. */
    public Reply expectProblem(int expected, String code) {
      assertThat(body.getString("code")).as("%d %s", status, body).isEqualTo(code);
      return expect(expected);
    }

    /** In short: the status, then the shipment's, or the problem's code and what offends. */
    public String summary() {
      if (status / 100 == 2) {
        return status + " " + body.getString("status") + (replayed ? " replayed" : "");
      }
      List<String> words = new ArrayList<>(List.of(status + " " + body.getString("code")));
      body.getJsonArray("errors", new JsonArray()).stream()
          .map(JsonObject.class::cast)
          .map(error -> error.getString("pointer", error.getString("parameter")))
          .forEach(words::add);
      return String.join(" ", words);
    }

    /** What has to be the same for two shipments, and whichever way a command went. */
    public Reply comparable() {
      var same = body.copy();
      if (status / 100 == 2) {
        assertThat(same.remove("eventId"))
            .isEqualTo(same.remove("shipmentId") + "/" + same.getInteger("version"));
        assertThat((String) same.remove("recordedAt"))
            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
      } else {
        // Of a request over HTTP alone.
        same.remove("requestId");
        same.getJsonArray("errors", new JsonArray()).stream()
            .map(JsonObject.class::cast)
            .filter(error -> error.containsKey("parameter"))
            .forEach(error -> assertThat((String) error.remove("detail")).isNotBlank());
      }
      return new Reply(status, replayed, same);
    }
  }

  /** Over HTTP, with these headers given as names and values in turn. */
  static Caller overHttp(Client client, String... always) {
    return command -> {
      List<String> headers = new ArrayList<>(List.of(always));
      if (command.key() != null) {
        headers.addAll(List.of("Idempotency-Key", command.key()));
      }
      if (command.ifMatch() != null) {
        headers.addAll(List.of("If-Match", "\"" + command.ifMatch() + "\""));
      }
      var answer =
          client
              .send(
                  command.method(),
                  command.path(),
                  command.httpBody(),
                  command.httpBody() == null ? null : "application/json",
                  headers.toArray(String[]::new))
              .join();
      if (!answer.accepted()) {
        answer.expectProblem(answer.status(), answer.json().getString("code"));
      }
      return new Reply(answer.status(), answer.replayed(), answer.json());
    };
  }

  /** The parameters of its problems are called as HTTP calls them. */
  static Caller overSocket(LiveClient live) {
    return command -> {
      var id = UUID.randomUUID().toString();
      live.send(command.frame().put("id", id));
      var outcome = live.await(frame -> id.equals(frame.getString("id")));
      assertThat(outcome.fieldNames()).containsOnly("op", "id", "status", "replayed", "body");
      assertThat(outcome.getString("op")).isEqualTo("outcome");
      var body = outcome.getJsonObject("body");
      if (body.containsKey("errors")) {
        body.getJsonArray("errors").stream()
            .map(JsonObject.class::cast)
            .filter(error -> error.containsKey("parameter"))
            .forEach(
                error ->
                    error.put(
                        "parameter",
                        HEADERS.getOrDefault(
                            error.getString("parameter"), error.getString("parameter"))));
      }
      return new Reply(outcome.getInteger("status"), outcome.getBoolean("replayed"), body);
    };
  }
}
