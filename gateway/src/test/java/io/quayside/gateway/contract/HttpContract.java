package io.quayside.gateway.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import io.quayside.gateway.contract.Published.Place;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The HTTP side as {@code openapi.yaml} describes it. */
public final class HttpContract {
  private static final String PROBLEM = "application/problem+json";

  private static final List<DocumentedOperation> OPERATIONS = operations();

  private HttpContract() {}

  /**
   * An operation of the document.
   *
   * @param path with its parameters in braces
   * @param paths what it matches in requests
   */
  record DocumentedOperation(String method, String path, Pattern paths, Place place) {
    private static DocumentedOperation of(String method, String path, Place place) {
      var paths = path.replace(".", "\\.").replaceAll("\\{[A-Za-z0-9]+}", "[^/]+");
      return new DocumentedOperation(method, path, Pattern.compile(paths), place);
    }

    String id() {
      return place.node().path("operationId").asText();
    }

    /** Whether the port of the gateway has it, not the management port alone. */
    boolean isPublic() {
      return Published.at(Published.OPEN_API, "/paths/" + Published.escaped(path))
          .node()
          .path("servers")
          .isMissingNode();
    }

    private boolean takes(String requestPath) {
      return paths.matcher(requestPath).matches();
    }
  }

  /** Every operation of the document. */
  static List<DocumentedOperation> documented() {
    return OPERATIONS;
  }

  private static List<DocumentedOperation> operations() {
    List<DocumentedOperation> operations = new ArrayList<>();
    JsonNode paths = Published.document(Published.OPEN_API).path("paths");
    for (var path : paths.properties()) {
      for (String method : List.of("get", "put", "post", "delete", "patch", "head", "options")) {
        if (path.getValue().has(method)) {
          Place place =
              Published.at(
                  Published.OPEN_API, "/paths/" + Published.escaped(path.getKey()) + '/' + method);
          operations.add(
              DocumentedOperation.of(method.toUpperCase(Locale.ROOT), path.getKey(), place));
        }
      }
    }
    // A path without parameters is meant before one with them.
    operations.sort(Comparator.comparing(operation -> operation.path().contains("{")));
    return List.copyOf(operations);
  }

  /** Fails with what differs, if an answer to a request is not one that the document describes. */
  public static void check(
      String method, String path, int status, HttpHeaders headers, byte[] body) {
    var what = method + " " + path + " answered " + status;
    var operation =
        OPERATIONS.stream()
            .filter(one -> one.method().equals(method) && one.takes(path))
            .findFirst();
    if (operation.isEmpty()) {
      require(PROBLEM.equals(mediaType(headers)), what, "which is no documented operation's", body);
      conforms(Published.at(Published.OPEN_API, "/components/schemas/Problem"), body, what);
      return;
    }
    Place responses = operation.get().place().member("responses");
    require(responses.node().has(Integer.toString(status)), what, "an undocumented status", body);
    Place response = responses.member(Integer.toString(status));
    checkHeaders(response, headers, what);
    checkBody(response, headers, body, what);
  }

  private static void checkHeaders(Place response, HttpHeaders headers, String what) {
    for (var documented : response.node().path("headers").properties()) {
      String name = documented.getKey();
      Place header = response.member("headers").member(name);
      var given = headers.firstValue(name);
      if (given.isEmpty()) {
        require(
            !header.node().path("required").asBoolean(), what, "without the header " + name, null);
      } else {
        conforms(header.member("schema"), TextNode.valueOf(given.get()), what + ", header " + name);
      }
    }
  }

  private static void checkBody(Place response, HttpHeaders headers, byte[] body, String what) {
    JsonNode content = response.node().path("content");
    if (content.isEmpty()) {
      require(body.length == 0, what, "with a body, and none is documented", body);
      return;
    }
    String mediaType = mediaType(headers);
    require(content.has(mediaType), what, "as " + mediaType + ", which is undocumented", body);
    Place schema = response.member("content").member(mediaType).member("schema");
    if (mediaType.endsWith("json")) {
      conforms(schema, body, what);
    } else {
      conforms(schema, TextNode.valueOf(new String(body, UTF_8)), what);
    }
  }

  private static String mediaType(HttpHeaders headers) {
    return headers.firstValue("content-type").orElse("nothing").split(";", 2)[0].strip();
  }

  private static void conforms(Place schema, byte[] body, String what) {
    try {
      conforms(schema, Published.JSON.readTree(body), what);
    } catch (IOException e) {
      throw new AssertionError(
          what + " with a body that is no JSON: " + new String(body, UTF_8), e);
    }
  }

  static void conforms(Place place, JsonNode value, String what) {
    Schema schema = place.schema();
    var errors = schema.validate(value);
    if (!errors.isEmpty()) {
      throw new AssertionError(
          what
              + ", but "
              + place.document()
              + '#'
              + place.pointer()
              + " says "
              + errors
              + "; it was: "
              + value);
    }
  }

  private static void require(boolean holds, String what, String but, byte[] body) {
    if (!holds) {
      throw new AssertionError(
          what + ", " + but + (body == null ? "" : "; body: " + new String(body, UTF_8)));
    }
  }
}
