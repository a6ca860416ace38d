package io.quayside.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.BrowserProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A visit of the page in a real browser; where none is installed, the test is skipped loudly. */
final class Visit implements AutoCloseable {
  private final BrowserProcess browser;
  private final String origin;

  private Visit(BrowserProcess browser, String origin) {
    this.browser = browser;
    this.origin = origin;
  }

  static Visit of(int port) {
    var program = BrowserProcess.find();
    if (program.isEmpty()) {
      System.out.println("SKIPPED: tests of the web page, since no Chromium is installed");
    }
    Assumptions.assumeTrue(program.isPresent(), "no Chromium is installed");
    var origin = "http://127.0.0.1:" + port;
    var browser = BrowserProcess.open(program.get(), origin + "/");
    browser.resize(1280, 800, false);
    return new Visit(browser, origin);
  }

  BrowserProcess browser() {
    return browser;
  }

  /** Shows a place of the page, such as {@code #/shipments}, once its view is there. */
  void go(String place, String view) {
    browser.navigate(origin + "/" + place);
    awaitView(view);
  }

  void awaitView(String view) {
    browser.awaitTrue("!!document.querySelector('main[data-view=\"%s\"]')".formatted(view));
  }

  void awaitElement(String selector) {
    browser.awaitTrue("!!document.querySelector(`%s`)".formatted(selector));
  }

  int count(String selector) {
    return (Integer) browser.evaluate("document.querySelectorAll(`%s`).length".formatted(selector));
  }

  String text(String selector) {
    return (String)
        browser.evaluate("document.querySelector(`%s`)?.textContent".formatted(selector));
  }

  /** Attributes of all elements, in their order. */
  List<String> attributes(String selector, String name) {
    var found =
        (List<?>)
            ((JsonArray)
                    browser.evaluate(
                        "[...document.querySelectorAll(`%s`)].map(e => e.getAttribute('%s'))"
                            .formatted(selector, name)))
                .getList();
    return found.stream().map(String.class::cast).toList();
  }

  /** Fills fields of the open form by their names, and sends it. */
  void fill(Map<String, String> values) {
    awaitElement("dialog form");
    values.forEach(this::set);
    browser.click("dialog [data-action=\"send\"]");
  }

  void set(String name, String value) {
    browser.evaluate(
        """
        (() => {
          const field = document.querySelector('[name="%s"]');
          const type = Object.getPrototypeOf(field);
          Object.getOwnPropertyDescriptor(type, 'value').set.call(field, `%s`);
          field.dispatchEvent(new Event('input', {bubbles: true}));
          field.dispatchEvent(new Event('change', {bubbles: true}));
        })()\
        """
            .formatted(name, value));
  }

  /** Offences against WCAG 2.2 AA that axe finds. */
  List<String> offences(String axe) {
    browser.evaluate(axe + ";0");
    var found =
        browser.evaluate(
            """
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
                .then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html.slice(0, 200)))\
            """);
    return ((JsonArray) found).stream().map(String.class::cast).toList();
  }

  /** By how many pixels the page is wider than its window. */
  int overflow() {
    return (Integer)
        browser.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  void screenshot(String name) {
    browser.screenshot(Path.of(System.getProperty("basedir", ""), "target", "page", name + ".png"));
  }

  /** Nothing was thrown, refused by the policy, or asked of another server. */
  void expectNoComplaints() {
    assertThat(browser.complaints()).isEmpty();
    var host = origin.substring("http://".length());
    assertThat(browser.requests())
        .allMatch(
            url ->
                url.startsWith("http://" + host + "/")
                    || url.startsWith("ws://" + host + "/")
                    || url.startsWith("data:")
                    || url.startsWith("blob:" + origin)
                    || url.equals("about:blank"));
  }

  /** The body of a request of the interface, as the page would send it. */
  static JsonObject json(Object... membersInTurn) {
    var json = new JsonObject();
    for (int i = 0; i < membersInTurn.length; i += 2) {
      json.put((String) membersInTurn[i], membersInTurn[i + 1]);
    }
    return json;
  }

  @Override
  public void close() {
    browser.close();
  }
}
