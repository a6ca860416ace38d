package io.quayside.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select * from events e join shipments s using (id) | select * from rm_4.events e join rm_4.shipments s using (id)
          insert into positions select 1                     | insert into rm_4.positions select 1
          update sagas set due_at = null                     | update rm_4.sagas set due_at = null
          delete from devices using tenders t                | delete from rm_4.devices using rm_4.tenders t
          select events from blobs                           | select events from blobs
          select * from webhook_states                       | select * from webhook_states
          select * from events_due                           | select * from events_due
          select * from documents() d                        | select * from documents() d
          select * from public.events                        | select * from public.events
          """)
  void shouldQualifyTheTablesOfAGeneration(String sql, String qualified) {
    assertThat(TableNames.in(4, sql)).isEqualTo(qualified);
    assertThat(TableNames.in(4, sql)).as("once more").isEqualTo(qualified);
  }

  @Test
  void shouldLeaveTheFirstGenerationAsItIs() {
    String sql = "select * from events";
    assertThat(TableNames.in(0, sql)).isSameAs(sql);
  }
}
