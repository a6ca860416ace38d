package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.BrowserProcess;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of the documents in a real browser, for which a Chromium must be installed. */
@ExtendWith(SecuredGateway.class)
@Timeout(600)
class DocsPageIT {
  private static final String CALLER = "#operations-Queries-showCaller ";

  private final Secured secured;

  DocsPageIT(Secured secured) {
    this.secured = secured;
  }

  @Test
  void shouldSendTheTokenThatAVisitorPutsIn() {
    var program = BrowserProcess.find();
    if (program.isEmpty()) {
      System.out.println("SKIPPED: DocsPageIT, since no Chromium is installed");
    }
    Assumptions.assumeTrue(program.isPresent(), "no Chromium is installed");
    var token = secured.key("default", "service", new JsonObject());
    var url = "http://127.0.0.1:" + secured.gateway().ports().http() + "/docs";
    try (var browser = BrowserProcess.open(program.get(), url)) {
      browser.click(CALLER + ".opblock-summary-control");
      browser.click(CALLER + ".try-out__btn");
      browser.click(CALLER + ".execute");
      assertThat(answer(browser, "401")).contains("unauthenticated");

      browser.click("button.authorize");
      browser.awaitTrue("!!document.querySelector('#auth-bearer-value')");
      browser.evaluate(
          """
          (() => {
            const input = document.querySelector('#auth-bearer-value');
            Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')
                .set.call(input, '%s');
            input.dispatchEvent(new Event('input', {bubbles: true}));
          })()\
          """
              .formatted(token));
      browser.click(".modal-ux button.authorize");
      browser.click(".modal-ux button.btn-done");
      browser.click(CALLER + ".execute");
      assertThat(answer(browser, "200")).contains("key/test-service");

      assertThat(browser.complaints()).allMatch(text -> text.contains("401 (Unauthorized)"));
    }
  }

  /** The shown answer, once it has that status. */
  private static String answer(BrowserProcess browser, String status) {
    var shown = "document.querySelector('%s.live-responses-table tbody')".formatted(CALLER);
    browser.awaitTrue("!!(%s?.innerText.trim().startsWith('%s'))".formatted(shown, status));
    return (String) browser.evaluate(shown + ".innerText");
  }
}
