package io.quayside.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.problem.ProblemException;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTreeTest {
  private final RouteTree tree =
      new RouteTree(
          List.of(
              route("POST", "/v1/shipments"),
              route("GET", "/v1/shipments"),
              route("GET", "/v1/shipments/:id"),
              route("GET", "/v1/shipments/newest"),
              route("POST", "/v1/shipments/:id/bids/:bid"),
              route("GET", "/docs/:asset"),
              route("GET", "/")));

  private static Route route(String method, String path) {
    Operation operation =
        new Operation(method + path, method, path, Operation.Body.NONE, Access.OPEN);
    return new Route(operation, call -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/shipments, POST/v1/shipments",
    "GET, /v1/shipments, GET/v1/shipments",
    "HEAD, /v1/shipments, GET/v1/shipments",
    "GET, /v1/shipments/, GET/v1/shipments",
    "GET, /, GET/",
    "GET, /v1/shipments/7, GET/v1/shipments/:id",
    "GET, /v1/shipments/newest, GET/v1/shipments/newest",
    "GET, /v1/%73hipment%73, GET/v1/shipments",
    "GET, /v1/shipments/new%65st, GET/v1/shipments/newest",
    "POST, /v1/shipments/7/bids/8, POST/v1/shipments/:id/bids/:bid",
    "GET, /, GET/",
  })
  void shouldFindTheRouteOfAMethodAndAPath(String method, String path, String id) {
    Route found = tree.find(path).node().route(HttpMethod.valueOf(method));

    assertThat(found.operation().id()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "v1/shipments",
        "/v1",
        "/v2/shipments",
        "/v1/shipment",
        "/v1/shipmentss",
        "/V1/shipments",
        "/v1//shipments",
        "//v1/shipments",
        "/v1/shipments//",
        "/v1/./shipments",
        "/v1%2Fshipments",
        "/v1/shipments/7/bids",
        "/v1/shipments/7/bids/8/9",
        "/docs",
        "/docs//"
      })
  void shouldFindNothingElsewhere(String path) {
    assertThat(tree.find(path)).isNull();
  }

  @Test
  void shouldDecodeTheParameters() {
    RouteTree.Match match = tree.find("/v1/shipments/a%2Fb/bids/%C3%A9");

    assertThat(match.parameter("id")).isEqualTo("a/b");
    assertThat(match.parameter("bid")).isEqualTo("é");
    assertThat(match.parameter("asset")).isNull();
  }

  @Test
  void shouldNotTakeAValueForAName() {
    assertThat(tree.find("/docs/id").parameter("id")).isNull();
    assertThat(tree.find("/docs/asset").parameter("asset")).isEqualTo("asset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/shipments/%zz", "/%FF", "/nothing/\u00ff", "/v1/%"})
  void shouldRefuseAPathThatCannotBeDecodedWhereverItLeads(String path) {
    assertThatThrownBy(() -> tree.find(path)).isInstanceOf(ProblemException.class);
  }

  @Test
  void shouldListTheMethodsOfAPath() {
    assertThat(tree.find("/v1/shipments").node().allowed()).isEqualTo("GET, HEAD, POST");
    assertThat(tree.find("/docs/a").node().allowed()).isEqualTo("GET, HEAD");
    assertThat(tree.find("/v1/shipments/7/bids/8").node().allowed()).isEqualTo("POST");
    assertThat(tree.find("/v1/shipments").node().route(HttpMethod.PUT)).isNull();
    assertThat(tree.find("/v1/shipments/7/bids/8").node().route(HttpMethod.HEAD)).isNull();
  }

  @Test
  void shouldRefuseRoutesThatContradictEachOther() {
    Route shipments = route("GET", "/v1/shipments");
    assertThatThrownBy(() -> new RouteTree(List.of(shipments, shipments)))
        .isInstanceOf(IllegalArgumentException.class);
    List<Route> names = List.of(route("GET", "/v1/:id"), route("GET", "/v1/:key/x"));
    assertThatThrownBy(() -> new RouteTree(names)).isInstanceOf(IllegalArgumentException.class);
  }
}
