package io.quayside.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.foreign.FirstSendings.First;
import io.quayside.foreign.FirstSendings.Outcomes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstSendingsTest {
  private final List<Tuple> written = new ArrayList<>();
  private final FirstSendings first =
      new FirstSendings(
          (sql, values) -> {
            written.add(values);
            return Future.succeededFuture();
          });

  private static ForeignRecord record(int index) {
    var none = List.<String>of();
    return new ForeignRecord(
        index,
        null,
        "urn:x:" + index,
        new byte[0],
        new Names(none, none, none, none),
        Reading.NOTHING);
  }

  /** The rows that are written: shipment, first and second event, whether it is tried again. */
  private List<String> rows(Outcomes outcomes) {
    assertThat(first.remember("key/1", "dcsa", outcomes).succeeded()).isTrue();
    var rows = new ArrayList<String>();
    for (var one : written) {
      for (int i = 0; i < one.getArrayOfStrings(3).length; i++) {
        rows.add(
            "%s %s %s %s"
                .formatted(
                    one.getArrayOfStrings(3)[i],
                    one.getArrayOfStrings(4)[i],
                    one.getArrayOfStrings(5)[i],
                    one.getArrayOfBooleans(6)[i]));
      }
    }
    return rows;
  }

  @Test
  void shouldTryAgainWhatARequestDidNotComeTo() {
    var record = record(0);
    var progress = new RecordProgress(record);
    progress.done("DONE", "DONE/4");
    progress.silent("SILENT");
    progress.refuse("REFUSED", "illegal-transition", "no");
    progress.refuse("UNKNOWN", Subjects.UNKNOWN, Subjects.NO_SHIPMENT);
    progress.done("HALF", "HALF/7");
    progress.unfinished("HALF");
    progress.done("TWO", "TWO/7");
    progress.done("TWO", "TWO/8");
    var outcomes = new Outcomes();
    for (var id : List.of("DONE", "SILENT", "REFUSED", "UNKNOWN", "HALF", "TWO", "WAITING")) {
      progress.remember(id, outcomes);
    }

    assertThat(rows(outcomes))
        .containsExactlyInAnyOrder(
            "DONE DONE/4 null false",
            "SILENT null null false",
            "REFUSED null null true",
            "UNKNOWN null null true",
            "HALF HALF/7 null true",
            "TWO TWO/7 TWO/8 false",
            "WAITING null null true");
  }

  @Test
  void shouldKeepTheFirstOutcomeOfAnIdentity() {
    var outcomes = new Outcomes();
    outcomes.add(record(0), "S", new First(List.of("S/3"), false));
    outcomes.add(record(0), "S", new First(List.of(), true));
    assertThat(rows(outcomes)).containsExactly("S S/3 null false");
  }

  @Test
  void shouldWriteAllShipmentsOfARecordTogetherAndNotTooManyRecords() {
    var outcomes = new Outcomes();
    for (int i = 0; i < 1_000; i++) {
      for (int shipment = 0; shipment < Subjects.MOST; shipment++) {
        outcomes.add(record(i), "S" + shipment, new First(List.of(), false));
      }
    }

    assertThat(rows(outcomes)).hasSize(1_000 * Subjects.MOST);
    Set<String> before = new HashSet<>();
    for (var one : written) {
      var identities = one.getArrayOfStrings(2);
      assertThat(identities).hasSizeLessThan(5_000 + Subjects.MOST);
      assertThat(new HashSet<>(Arrays.asList(identities))).allMatch(before::add);
    }
  }
}
