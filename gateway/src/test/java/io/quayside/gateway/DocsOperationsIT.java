package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.BrowserProcess;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Operations of the documents' page, tried as a visitor does who changes nothing: the first of each
 * group and those that need something special; with {@code -Ddocs.all=true} every one.
 */
@ExtendWith(SharedGateway.class)
@Timeout(1_300)
class DocsOperationsIT {
  /**
   * Tries them in the background: an expression that becomes a promise is awaited, and the page
   * needs longer than its answer may take. One group is unfolded at a time, since the page renders
   * anew all that is unfolded with each step.
   */
  private static final String TRY =
      """
      window.tried = []; window.allTried = false; window.failure = null;
      (async () => {
        const until = async (what, find) => {
          for (let i = 0; i < 3000; i++) {
            const found = find();
            if (found) return found;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          throw new Error('not within 60 s: ' + what);
        };
        const tryOut = async (block) => {
          const find = (selector) =>
              until(block.id + ' ' + selector, () => block.querySelector(selector));
          block.querySelector('.opblock-summary-control').click();
          (await find('.try-out__btn')).click();
          (await find('.execute')).click();
          const texts = block.querySelectorAll('textarea').length;
          const status = await until('the answer of ' + block.id, () => block.querySelector(
              '.live-responses-table tbody .response-col_status')?.innerText.match(/^\\d+/));
          const url = block.querySelector('.request-url pre').innerText;
          window.tried.push({id: block.id, status: Number(status[0]), url, texts});
          block.querySelector('.opblock-summary-control').click();
        };
        const named = NAMED_IDS;
        const groups = [...document.querySelectorAll('.opblock-tag')];
        const fold = async (group, folded) => {
          const section = group.closest('.opblock-tag-section');
          group.click();
          await until(group.id, () => !section.querySelector('.opblock') === folded);
          return [...section.querySelectorAll('.opblock')];
        };
        for (const group of groups) {
          await fold(group, true);
        }
        for (const group of groups) {
          const blocks = await fold(group, false);
          for (const [index, block] of blocks.entries()) {
            if (named.length === 0 || index === 0 || named.includes(block.id)) {
              await tryOut(block);
            }
          }
          await fold(group, true);
        }
        window.allTried = true;
      })().catch((failure) => { window.failure = String(failure); });
      true
      """;

  /** What is tried beside the first operation of each group. */
  private static final List<String> NAMED =
      List.of(
          "operations-Commands-assignCarrier",
          "operations-Tracking-reportPositions",
          "operations-Queries-showShipment",
          "operations-Queries-listShipments",
          "operations-Live-streamEvents",
          "operations-Live-streamShipments",
          "operations-Contents-putContent",
          "operations-Contents-showContent",
          "operations-Foreign_formats-captureEpcis");

  /** Every operation takes a minute or two. */
  private static final boolean ALL = Boolean.getBoolean("docs.all");

  private final GatewayProcess gateway;

  DocsOperationsIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  private BrowserProcess open() {
    var program = BrowserProcess.find();
    if (program.isEmpty()) {
      System.out.println("SKIPPED: DocsOperationsIT, since no Chromium is installed");
    }
    Assumptions.assumeTrue(program.isPresent(), "no Chromium is installed");
    var url = "http://127.0.0.1:" + gateway.ports().http() + "/docs";
    return BrowserProcess.open(program.get(), url);
  }

  @Test
  void shouldSendOperationsSoThatTheGatewayUnderstandsThem() {
    var dispatcher = new Dispatcher(gateway.client());
    var shipmentId = dispatcher.book();
    dispatcher.view(shipmentId, 1);
    try (var browser = open()) {
      browser.awaitTrue("document.querySelectorAll('.opblock').length > 50");
      var named = ALL ? new JsonArray() : new JsonArray(NAMED);
      browser.evaluate(TRY.replace("NAMED_IDS", named.encode()));
      browser.awaitTrue("window.allTried || window.failure !== null", ALL ? 1_200 : 200);
      assertThat(browser.evaluate("window.failure")).isNull();
      var tried = new JsonArray((String) browser.evaluate("JSON.stringify(window.tried)"));

      System.out.println(tried.size() + " operations of the documents' page were tried");

      Map<String, JsonObject> byId = new HashMap<>();
      for (var one : tried) {
        var operation = (JsonObject) one;
        byId.put(operation.getString("id"), operation);
        var shown = operation.encode();
        assertThat(operation.getInteger("status"))
            .as(shown)
            .isNotIn(400, 405, 412, 415, 426, 500)
            .isLessThan(504);
        assertThat(operation.getString("url")).as(shown).doesNotContain("{", "%7B");
      }
      requireStatus(byId, "Commands-bookShipment", 201);
      requireStatus(byId, "Tracking-reportPositions", 200);
      requireStatus(byId, "Queries-showShipment", 200);
      requireStatus(byId, "Queries-listShipments", 200);
      requireStatus(byId, "Live-streamEvents", 200);
      requireStatus(byId, "Live-streamShipments", 200);
      requireStatus(byId, "Foreign_formats-captureEpcis", 202);
      assertThat(byId.get("operations-Tracking-reportPositions").getInteger("texts"))
          .as("inputs for a batch")
          .isPositive();
      assertThat(byId).doesNotContainKey("operations-Live-openWebSocket");
    }
  }

  private static void requireStatus(Map<String, JsonObject> tried, String id, int status) {
    var operation = tried.get("operations-" + id);
    assertThat(operation).as(id).isNotNull();
    assertThat(operation.getInteger("status")).as(operation.encode()).isEqualTo(status);
  }

  @Test
  void shouldOfferAConsoleForTheWebSocket() {
    try (var browser = open()) {
      browser.click("#tab-events");
      browser.click("#console [data-action=connect]");
      browser.awaitTrue("document.querySelector('#console .state')?.innerText === 'open'");
      for (var frame : List.of("ping", "watch")) {
        browser.evaluate(
            """
            (() => {
              const choice = document.querySelector('#console select');
              choice.value = '%s';
              choice.dispatchEvent(new Event('change'));
            })()\
            """
                .formatted(frame));
        browser.click("#console [data-action=send]");
      }
      browser.awaitTrue("document.querySelector('#console ol').innerText.includes('pong')");
      browser.awaitTrue("document.querySelector('#console ol').innerText.includes('watching')");
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
