package io.quayside.edge.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Routes by the segments of their paths. A segment of a template is a text or, behind a colon, the
 * name of a parameter; a literal segment wins over a parameter. One slash at the end of a path is
 * ignored.
 */
final class RouteTree {
  private final Node root = new Node();

  RouteTree(List<Route> routes) {
    routes.forEach(this::add);
  }

  /** A segment that may be any text, and what follows it. */
  private record Parameter(String name, Node node) {}

  /** A node of the tree with the routes whose paths end there. */
  static final class Node {
    private final Map<String, Route> routes = new HashMap<>();
    private String[] texts = {};
    private Node[] children = {};
    private @Nullable Parameter parameter;
    private String allowed = "";

    /** The route of a method, or null. HEAD uses the route of GET. */
    @Nullable Route route(HttpMethod method) {
      return routes.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET.name() : method.name());
    }

    /** The methods that the path allows, as {@code Allow} lists them. */
    String allowed() {
      return allowed;
    }

    private void add(Route route) {
      if (routes.putIfAbsent(route.operation().method(), route) != null) {
        throw new IllegalArgumentException("two routes of " + route.operation());
      }
      Set<String> methods = new TreeSet<>(routes.keySet());
      if (methods.contains(HttpMethod.GET.name())) {
        methods.add(HttpMethod.HEAD.name());
      }
      allowed = String.join(", ", methods);
    }

    private @Nullable Node child(String path, int start, int end) {
      for (int i = 0; i < texts.length; i++) {
        String text = texts[i];
        if (text.length() == end - start && path.startsWith(text, start)) {
          return children[i];
        }
      }
      return null;
    }
  }

  /** The node of a path, and its parameters: names and values in turn. */
  record Match(Node node, List<String> parameters) {
    /** The parameter of that name, or null. */
    @Nullable String parameter(String name) {
      for (int i = 0; i < parameters.size(); i += 2) {
        if (parameters.get(i).equals(name)) {
          return parameters.get(i + 1);
        }
      }
      return null;
    }
  }

  private void add(Route route) {
    Node node = root;
    for (String segment : segments(route.operation().path())) {
      node =
          segment.startsWith(":") ? parameterized(node, segment.substring(1)) : text(node, segment);
    }
    node.add(route);
  }

  private static List<String> segments(String path) {
    return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
  }

  private static Node parameterized(Node node, String name) {
    Parameter parameter = node.parameter;
    if (parameter == null) {
      parameter = new Parameter(name, new Node());
      node.parameter = parameter;
    } else if (!parameter.name.equals(name)) {
      throw new IllegalArgumentException(
          "two names of a parameter: " + name + ", " + parameter.name);
    }
    return parameter.node;
  }

  private static Node text(Node node, String text) {
    Node child = node.child(text, 0, text.length());
    if (child == null) {
      child = new Node();
      List<String> texts = new ArrayList<>(List.of(node.texts));
      List<Node> children = new ArrayList<>(List.of(node.children));
      texts.add(text);
      children.add(child);
      node.texts = texts.toArray(String[]::new);
      node.children = children.toArray(Node[]::new);
    }
    return child;
  }

  /** The node of a path, or null if no route matches. Throws on ill-formed encoding. */
  @Nullable Match find(String path) {
    boolean plain = PercentEncoding.isPlain(path);
    if (!plain) {
      PercentEncoding.decode(path);
    }
    @Nullable Node node = path.startsWith("/") ? root : null;
    List<String> parameters = List.of();
    int start = 1;
    while (node != null && start < path.length()) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      Node parent = node;
      @Nullable String segment = null;
      if (plain) {
        node = parent.child(path, start, end);
      } else {
        segment = PercentEncoding.decode(path.substring(start, end));
        node = parent.child(segment, 0, segment.length());
      }
      Parameter parameter = parent.parameter;
      if (node == null && parameter != null && end > start) {
        node = parameter.node;
        segment = segment == null ? path.substring(start, end) : segment;
        parameters = with(parameters, parameter.name, segment);
      }
      start = end + 1;
    }
    return node == null || node.routes.isEmpty() ? null : new Match(node, parameters);
  }

  private static List<String> with(List<String> parameters, String name, String value) {
    if (parameters.isEmpty()) {
      return List.of(name, value);
    }
    List<String> more = new ArrayList<>(parameters);
    more.add(name);
    more.add(value);
    return more;
  }
}
