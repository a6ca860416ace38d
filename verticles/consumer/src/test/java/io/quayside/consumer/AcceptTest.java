package io.quayside.consumer;

import static io.quayside.consumer.Events.A;
import static io.quayside.consumer.Events.B;
import static io.quayside.consumer.Events.booked;
import static io.quayside.consumer.Events.event;
import static io.quayside.consumer.Events.moved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What becomes of records, without Kafka and a database. */
class AcceptTest {
  private final InMemoryStore store = new InMemoryStore();
  private final List<String> handled = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final Set<String> failing = new TreeSet<>();

  private final Listener listener =
      new Listener() {
        @Override
        public void skipped(Skip why, String shipmentId, int version) {
          skipped.add(why + (shipmentId == null ? "" : " " + shipmentId.charAt(25) + version));
        }
      };

  private ConsumerBuilder builder() {
    return QuaysideConsumer.builder("billing")
        .store(store)
        .listener(listener)
        .retries(1, Backoff.fixed(Duration.ZERO));
  }

  private void handle(QuaysideEvent event, Tx tx) throws Exception {
    var name = event.shipmentId().charAt(25) + "" + event.version();
    tx.update("insert", name);
    if (failing.contains(name)) {
      throw new IllegalArgumentException("cannot take " + name);
    }
    handled.add(name);
  }

  private QuaysideConsumer ofAll() {
    return builder().on("*", this::handle).build();
  }

  @Test
  void shouldHandleEachVersionOnce() {
    var consumer = ofAll();

    consumer.accept(EventRecords.of(booked(A), booked(B), moved(A, 2), moved(A, 2), booked(A)));
    consumer.accept(EventRecords.of(moved(A, 2), moved(A, 3)));

    assertThat(handled).containsExactly("A1", "B1", "A2", "A3");
    assertThat(skipped).containsExactly("DUPLICATE A2", "DUPLICATE A1", "DUPLICATE A2");
    assertThat(store.updates()).hasSize(4);
  }

  @Test
  void shouldPassOverWhatIsNotOfQuayside() {
    var other = booked(A).replace("/quayside", "/elsewhere");
    var broken = booked(A).replace("}}", "}");
    var versionless = booked(A).replace("shipmentversion", "version");

    var umlauts = booked("é".repeat(13)); // 26 bytes
    var zero = booked("0".repeat(25) + "\\u0000");

    ofAll()
        .accept(
            EventRecords.of("no json", other, broken, versionless, "{}", umlauts, zero, booked(A)));

    assertThat(skipped).containsOnly("FOREIGN").hasSize(7);
    assertThat(handled).containsExactly("A1");
  }

  @Test
  void shouldCountVersionsWithoutAHandler() {
    var consumer = builder().on("shipment.departed.v1", this::handle).build();

    consumer.accept(EventRecords.of(booked(A), moved(A, 2)));
    consumer.accept(EventRecords.of(event(A, 3, "shipment.lost.v1")));
    consumer.accept(EventRecords.of(moved(A, 4), event(A, 3, "shipment.lost.v1")));

    assertThat(handled).containsExactly("A2", "A4");
    assertThat(skipped).containsExactly("NO_HANDLER A1", "NO_HANDLER A3", "DUPLICATE A3");
  }

  @Test
  void shouldParseDataForATypedHandler() {
    var consumer =
        builder().on("*", String::length, (event, length, tx) -> handled.add("" + length)).build();

    consumer.accept(EventRecords.of(booked(A)));

    assertThat(handled).containsExactly("" + "{\"version\":1,\"status\":\"BOOKED\"}".length());
  }

  @Test
  void shouldParkAShipmentBehindWhatFails() {
    failing.add("A2");
    var consumer = ofAll();

    consumer.accept(EventRecords.of(booked(A), moved(A, 2), booked(B), moved(A, 3), moved(B, 2)));

    assertThat(handled).containsExactly("A1", "B1", "B2");
    assertThat(store.updates()).hasSize(3);
    assertThat(consumer.parked())
        .singleElement()
        .satisfies(
            parked -> {
              assertThat(parked.version()).isEqualTo(2);
              assertThat(parked.state()).isEqualTo(State.RETRYING);
              assertThat(parked.attempts()).isEqualTo(1);
              assertThat(parked.waiting()).isEqualTo(1);
              assertThat(parked.error()).contains("IllegalArgumentException: cannot take A2");
            });

    consumer.accept(EventRecords.of(moved(A, 4)));
    assertThat(consumer.parked().getFirst().state()).isEqualTo(State.PARKED);
    assertThat(consumer.parked().getFirst().waiting()).isEqualTo(2);

    failing.clear();
    consumer.accept(EventRecords.of(moved(B, 3)));
    assertThat(handled).containsExactly("A1", "B1", "B2", "B3");
    assertThat(consumer.redrive(A)).isTrue();
    assertThat(consumer.redrive(B)).isFalse();
    consumer.accept(EventRecords.of(moved(A, 5)));

    assertThat(handled).containsExactly("A1", "B1", "B2", "B3", "A2", "A3", "A4", "A5");
    assertThat(consumer.parked()).isEmpty();
  }

  @Test
  void shouldParkAgainWhatFailsAgain() {
    failing.add("A1");
    var consumer = ofAll();
    consumer.accept(EventRecords.of(booked(A)));
    consumer.accept(EventRecords.of(moved(A, 2)));
    assertThat(consumer.parked().getFirst().state()).isEqualTo(State.PARKED);

    consumer.redrive(A);
    consumer.accept(EventRecords.of(booked(B)));

    assertThat(consumer.parked().getFirst().state()).isEqualTo(State.PARKED);
    assertThat(consumer.parked().getFirst().attempts()).isEqualTo(3);
    assertThat(handled).containsExactly("B1");
  }

  @Test
  void shouldGoOnBehindWhatIsDiscarded() {
    failing.add("A1");
    var consumer = ofAll();
    consumer.accept(EventRecords.of(booked(A), moved(A, 2), moved(A, 3)));

    assertThat(consumer.discard(A, "a test")).isTrue();
    assertThat(consumer.discard(B, "a test")).isFalse();
    consumer.accept(EventRecords.of(moved(A, 4)));

    assertThat(handled).containsExactly("A2", "A3", "A4");
    assertThat(consumer.parked()).isEmpty();
  }

  @Test
  void shouldParkAtAGap() {
    var consumer = ofAll();
    consumer.accept(EventRecords.of(booked(A), moved(A, 3), moved(B, 7)));

    assertThat(consumer.parked())
        .extracting(Parked::error)
        .containsExactly("version-gap: 3 after 1", "version-gap: 7 after 0");
    assertThat(consumer.parked()).extracting(Parked::state).containsOnly(State.PARKED);

    consumer.discard(B, "a test");
    consumer.accept(EventRecords.of(moved(B, 8)));
    assertThat(handled).containsExactly("A1", "B8");
  }

  @Test
  void shouldBeginWithAnyVersionWhereItStartsAtTheEnd() {
    var consumer = builder().on("*", this::handle).startAt(StartAt.LATEST).build();

    consumer.accept(EventRecords.of(moved(A, 5), moved(A, 6), moved(A, 8)));

    assertThat(handled).containsExactly("A5", "A6");
    assertThat(consumer.parked().getFirst().error()).isEqualTo("version-gap: 8 after 6");
  }

  @Test
  void shouldStopWhereItIsToldTo() {
    failing.add("A2");
    var consumer = builder().on("*", this::handle).onPoison(Poison.STOP).build();

    assertThatIllegalStateException()
        .isThrownBy(
            () -> consumer.accept(EventRecords.of(booked(A), moved(A, 2), moved(A, 3), booked(B))))
        .withCauseInstanceOf(IllegalArgumentException.class);

    assertThat(handled).containsExactly("A1");
    assertThat(consumer.failure()).containsInstanceOf(IllegalArgumentException.class);
    assertThat(consumer.isRunning()).isFalse();
  }

  @Test
  void shouldParkWhatFailsWithAnError() {
    var consumer =
        builder()
            .on(
                "*",
                (event, tx) -> {
                  throw new Error("in " + event.shipmentId());
                })
            .build();

    consumer.accept(EventRecords.of(booked(A), booked(B)));

    assertThat(consumer.parked()).extracting(Parked::shipmentId).containsExactly(A, B);
    assertThat(consumer.parked().getFirst().error()).contains("java.lang.Error: in " + A);
  }

  @Test
  void shouldKeepNoZeroCharacterOfAFailure() {
    var consumer =
        builder()
            .on(
                "*",
                (event, tx) -> {
                  throw new IllegalStateException("bad \u0000 byte");
                })
            .build();

    consumer.accept(EventRecords.of(booked(A)));

    assertThat(consumer.parked().getFirst().error()).endsWith(": bad \ufffd byte");
  }

  @Test
  void shouldGoOnWhateverAListenerThrows() {
    var consumer =
        builder()
            .listener(
                new Listener() {
                  @Override
                  public void handled(QuaysideEvent event, Duration took) {
                    throw new AssertionError("in a listener");
                  }
                })
            .on("*", this::handle)
            .build();

    consumer.accept(EventRecords.of(booked(A), moved(A, 2)));

    assertThat(handled).containsExactly("A1", "A2");
  }

  @Test
  void shouldRetryThoughTheBackoffThrows() {
    failing.add("A1");
    var consumer =
        builder()
            .retries(
                1,
                attempt -> {
                  throw new AssertionError("in a backoff");
                })
            .on("*", this::handle)
            .build();

    consumer.accept(EventRecords.of(booked(A)));

    assertThat(consumer.parked().getFirst().state()).isEqualTo(State.RETRYING);
    assertThat(consumer.parked().getFirst().nextAttemptAt()).isNotNull();
  }

  @Test
  void shouldNoteParametersThatAreNull() {
    var consumer =
        builder().on("*", (event, tx) -> tx.update("insert", event.version(), null)).build();

    consumer.accept(EventRecords.of(booked(A)));

    assertThat(store.updates().getFirst().parameters()).containsExactly(1, null);
  }
}
