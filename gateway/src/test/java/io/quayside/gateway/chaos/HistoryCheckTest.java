package io.quayside.gateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Shards;
import io.quayside.gateway.chaos.History.Acceptance;
import io.quayside.gateway.chaos.History.Tracked;
import io.quayside.gateway.chaos.History.Violation.Kind;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A check that finds nothing proves nothing unless it finds what is there. */
class HistoryCheckTest {
  private final History history = new History();
  private final EventsCheck events = new EventsCheck(history);

  @Test
  void shouldFindNothingWhereNothingIs() {
    logged(1, "", "c1");
    logged(2, "V0", "c2");
    logged(2, "V9", "c9");
    logged(3, "V1", "c3");
    accepted(1, "", 0);
    accepted(2, "V0", 10);
    accepted(3, "V1", 20);

    events.compare(history.acceptances());

    assertThat(history.violations()).isEmpty();
    assertThat(events.records()).isEqualTo(4);
    assertThat(events.skipped()).isEqualTo(1);
  }

  @Test
  void shouldFindWhatTheLogDoesNotHave() {
    logged(1, "", "c1");
    accepted(2, "V0", 10);

    events.compare(history.acceptances());

    assertThat(history.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void shouldFindWhatCameTooLateToCount() {
    logged(1, "", "c1");
    logged(2, "V8", "c8");
    logged(2, "V0", "c2");
    accepted(2, "V0", 10);

    events.compare(history.acceptances());

    assertThat(history.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void shouldFindAVersionThatWasPromisedTwice() {
    logged(1, "", "c1");
    logged(2, "V0", "c2");
    accepted(2, "V0", 10);
    accepted(2, "V0", 20);

    events.compare(history.acceptances());

    assertThat(history.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void shouldFindACommandThatCountsTwice() {
    logged(1, "", "c1");
    logged(2, "V0", "c2");
    logged(3, "V0", "c2");
    accepted(2, "V0", 10);

    events.compare(history.acceptances());

    assertThat(history.count(Kind.DUPLICATED)).isEqualTo(2);
    assertThat(history.count(Kind.LOST)).isZero();
  }

  @Test
  void shouldFindAHole() {
    logged(1, "", "c1");
    logged(3, "V1", "c3");
    accepted(3, "V1", 10);

    events.compare(history.acceptances());

    assertThat(history.count(Kind.HOLE)).isEqualTo(1);
    assertThat(history.count(Kind.LOST)).isZero();
  }

  @Test
  void shouldFindUpdatesThatAreLostOrLoggedTwice() {
    var fault =
        new Fault(1, FaultKind.CUT_KAFKA, "g1", seconds(100), seconds(120), Set.of(), List.of());
    var updates = new UpdatesCheck(history, List.of(fault));
    for (var id : List.of("near", "near", "far", "far", "once")) {
      updates.read(new JsonObject().put("id", id));
    }
    updates.compare(
        List.of(
            tracked("near", 98),
            tracked("near", 99),
            tracked("far", 10),
            tracked("once", 11),
            tracked("never", 12)));

    assertThat(history.count(Kind.UPDATE_LOST)).isEqualTo(1);
    assertThat(history.count(Kind.UPDATE_DUPLICATED)).isEqualTo(1);
    assertThat(updates.loggedTwice()).isEqualTo(2);
    assertThat(updates.acceptedTwice()).isEqualTo(1);
  }

  @Test
  void shouldMeasureFromTheKillOn() {
    var kill =
        new Fault(1, FaultKind.KILL_GATEWAY, "g1", seconds(100), seconds(130), shards(), List.of());
    accepted(1, "", 90, 99, 101);
    accepted(2, "V0", 99, 102, 104);
    accepted(3, "V1", 104, 104, 105);

    var measurements = new Measurements(history.acceptances());

    assertThat(measurements.untilAccepted(kill)).containsExactly(4_000L);
    assertThat(measurements.slowest(kill)).isEqualTo(4_000);
  }

  private static Set<Integer> shards() {
    return Set.of(Shards.of("S", Cluster.SHARDS));
  }

  private void logged(int version, String vehicle, String commandId) {
    var data = vehicle.isEmpty() ? new JsonObject() : new JsonObject().put("vehicle", vehicle);
    events.read(
        new JsonObject()
            .put("subject", "S")
            .put("shipmentversion", version)
            .put("commandid", commandId)
            .put("data", data));
  }

  private void accepted(int version, String vehicle, long atSeconds) {
    accepted(version, vehicle, atSeconds, atSeconds, atSeconds + 1);
  }

  private void accepted(int version, String vehicle, long firstSent, long sent, long answered) {
    history.accepted(
        new Acceptance(
            "S",
            "key-" + firstSent,
            vehicle,
            version,
            "S/" + version,
            seconds(firstSent),
            seconds(sent),
            seconds(answered),
            1,
            "g1"));
  }

  private static Tracked tracked(String id, long atSeconds) {
    return new Tracked(id, "accepted", false, 1, seconds(atSeconds), seconds(atSeconds));
  }

  private static long seconds(long seconds) {
    return seconds * 1_000_000_000;
  }
}
