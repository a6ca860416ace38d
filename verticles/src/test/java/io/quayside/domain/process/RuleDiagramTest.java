package io.quayside.domain.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.booking.RuleName;
import io.quayside.domain.process.Rule.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The picture of the process in the documentation is made of the table of rules. */
class RuleDiagramTest {
  private static final Path PAGE = Path.of("..", "docs", "booking.md");
  private static final String FENCE = "```";

  @Test
  void shouldHaveEveryRuleInItsOrder() {
    assertThat(Rule.TABLE.stream().map(Rule::name).toList())
        .isEqualTo(Arrays.asList(RuleName.values()));
  }

  @Test
  void shouldShowTheTableOfRules() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(FENCE + "mermaid\n") + FENCE.length() + "mermaid\n".length();
    String shown = page.substring(begin, page.indexOf(FENCE, begin));
    assertThat(shown)
        .as("the diagram of docs/booking.md; the table of rules makes this one:%n%s", diagram())
        .isEqualTo(diagram());
  }

  private static String diagram() {
    StringBuilder out = new StringBuilder("flowchart TD\n");
    out.append("  due([an event, a timer, a takeover]) --> ")
        .append(node(Rule.TABLE.getFirst()))
        .append('\n');
    for (int i = 0; i < Rule.TABLE.size(); i++) {
      Rule rule = Rule.TABLE.get(i);
      String next = i + 1 < Rule.TABLE.size() ? node(Rule.TABLE.get(i + 1)) : "rest";
      out.append("  %s{\"%s<br/>%s\"}%n".formatted(node(rule), rule.name().word(), rule.from()));
      out.append(
          "  %s -- applies --> %s_acts[%s]%n".formatted(node(rule), node(rule), rule.then()));
      out.append("  %s -- else --> %s%n".formatted(node(rule), next));
      if (rule.scope() == Scope.TENDER) {
        out.append("  class %s tender%n".formatted(node(rule)));
      }
    }
    return out.append("  rest([waits])\n  classDef tender stroke-dasharray: 4\n").toString();
  }

  private static String node(Rule rule) {
    return rule.name().name().toLowerCase(Locale.ROOT);
  }
}
