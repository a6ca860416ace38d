package io.quayside.notify.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.notify.relay.RelaySettings.Start;
import io.quayside.notify.relay.redis.RedisTargets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The list of relays: defaults, variables, and what is refused without showing a value. */
class RelayReaderTest {
  private static final Set<String> TYPES = Set.of("shipment.booked.v1", "bidding.bid-placed.v1");
  private static final Map<String, String> ENVIRONMENT = Map.of("REDIS_PASSWORD", "se$cret");

  private static List<RelaySettings> read(String members) {
    return RelayReader.read("[" + members + "]", TYPES, ENVIRONMENT::get);
  }

  private static void refused(String members, String expected) {
    assertThatThrownBy(() -> read(members))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected)
        .hasMessageNotContaining("se$cret");
  }

  @Test
  void shouldPutInVariablesAndDefaults() {
    var relay =
        read("""
        {"name":"cache","kind":"redis","uri":"redis://:${REDIS_PASSWORD}@redis:6379/0"}
        """)
            .getFirst();

    assertThat(relay.types()).containsExactly("*");
    assertThat(relay.tenants()).isNull();
    assertThat(relay.withhold()).isTrue();
    assertThat(relay.start()).isEqualTo(Start.NOW);
    assertThat(relay.perSecond()).isNull();
    assertThat(relay.target())
        .isEqualTo(new RedisTargets("redis://:se$cret@redis:6379/0", "quayside:events", 1_000_000));
    assertThat(relay.toString()).doesNotContain("se$cret");
  }

  @Test
  void shouldBoundTheRateOfFifoTargets() {
    var relay =
        read("""
        {"name":"aws","kind":"sqs","region":"eu-central-1",
         "queueUrl":"https://sqs.eu-central-1.amazonaws.com/1/events.fifo"}
        """)
            .getFirst();

    assertThat(relay.perSecond()).isEqualTo(3_000);
  }

  @Test
  void shouldRefuseWhatIsUnknownOrMissing() {
    var cache = "{\"name\":\"cache\",\"kind\":\"redis\",\"uri\":\"redis://redis\"%s}";
    refused(cache.formatted(",\"colour\":1"), "in relay 1: colour is not known here");
    refused(cache.formatted(",\"types\":[\"none.*\"]"), "types/0");
    refused(cache.formatted("") + ',' + cache.formatted(""), "in relay 2: name is given twice");
    refused("{\"name\":\"cache\",\"kind\":\"redis\"}", "uri is missing");
    refused("{\"name\":\"cache\",\"kind\":\"fax\"}", "kind must be one of");
    refused(
        "{\"name\":\"cache\",\"kind\":\"redis\",\"uri\":\"redis://${MISSING}\"}",
        "the environment variable MISSING");
    refused("1", "must be an object");
    assertThat(read("")).isEmpty();
  }
}
