package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.json.JsonWriter;
import io.quayside.domain.EventForm;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which form of each event of bidding and documentation each kind of viewer sees. */
class EventFormsTest {
  private static final Contexts CONTEXTS = Contexts.STANDARD;
  private static final EventCodec CODEC = new EventCodec(CONTEXTS);
  private static final Viewer NAMED = new Viewer(Set.of("HLCU", "MAEU"), false);
  private static final Viewer OTHER = new Viewer(Set.of("CMDU"), false);
  private static final Viewer ASSIGNED = new Viewer(Set.of("CMDU"), true);

  private static final Map<String, EventForm> WHOLE =
      Map.of(
          "bidding.bid-placed.v1", EventForm.WITHHELD,
          "bidding.bid-withdrawn.v1", EventForm.WITHHELD);

  private static final Set<String> REDUCED =
      Set.of(
          "bidding.tender-opened.v1",
          "bidding.tender-closed.v1",
          "bidding.tender-withdrawn.v1",
          "bidding.tender-failed.v1");

  @ParameterizedTest
  @MethodSource("io.quayside.log.envelope.ContextSamples#all")
  void shouldBeAsTheTableSays(StoredEvent event) {
    boolean bidding = event.type().startsWith("bidding.");
    boolean ofTender = REDUCED.contains(event.type());

    assertThat(form(Viewer.WHOLE, event))
        .isEqualTo(WHOLE.getOrDefault(event.type(), EventForm.FULL));
    if (bidding) {
      assertThat(form(NAMED, event)).isEqualTo(ofTender ? EventForm.REDUCED : EventForm.FULL);
      assertThat(form(OTHER, event)).isEqualTo(ofTender ? EventForm.REDUCED : EventForm.WITHHELD);
      assertThat(form(ASSIGNED, event)).isEqualTo(form(OTHER, event));
    } else {
      // The samples' invoice is shared, the bill of lading is the carrier's, the rest is not shown.
      // Of a booking only the reminder of a shared document is.
      boolean shown =
          event.type().startsWith("booking.")
              ? event.type().equals("booking.reminded.v1")
              : event.event().number() != 3;
      assertThat(form(ASSIGNED, event)).isEqualTo(shown ? EventForm.FULL : EventForm.WITHHELD);
      assertThat(form(OTHER, event)).isEqualTo(EventForm.WITHHELD);
    }
  }

  @ParameterizedTest
  @MethodSource("io.quayside.log.envelope.ContextSamples#all")
  void shouldTellNoAmountToOtherCarriers(StoredEvent event) {
    String seen = text(event, form(OTHER, event));
    assertThat(seen)
        .doesNotContain("980.00", "1010.00", "1050.00", "1500.00")
        .doesNotContain("HLCU", "MAEU", "invoice", "INV-0815", "booked elsewhere");
    assertThat(text(event, form(Viewer.WHOLE, event)).contains("Dry van")).isFalse();
  }

  @Test
  void shouldKeepTheEnvelopeAndTheStatus() {
    StoredEvent placed =
        ContextSamples.all()
            .filter(event -> event.type().equals("bidding.bid-placed.v1"))
            .findFirst()
            .orElseThrow();
    assertThat(text(placed, EventForm.WITHHELD))
        .endsWith(
            "\"shipmentversion\":7,\"commandid\":\"K7Q2M4X9C1B5N8V3\","
                + "\"data\":{\"withheld\":true,\"tender\":1,\"status\":\"BOOKED\"}}");
    StoredEvent closed =
        ContextSamples.all()
            .filter(event -> event.type().equals("bidding.tender-closed.v1"))
            .findFirst()
            .orElseThrow();
    assertThat(text(closed, EventForm.REDUCED))
        .endsWith(
            "\"data\":{\"tender\":1,\"early\":true,\"tenderStatus\":\"EVALUATING\","
                + "\"status\":\"BOOKED\"}}");
  }

  private static EventForm form(Viewer viewer, StoredEvent event) {
    return CONTEXTS.form(viewer, event.event());
  }

  private static String text(StoredEvent event, EventForm form) {
    return new String(CODEC.encode(event, form, new JsonWriter(0)), UTF_8);
  }
}
