package io.quayside.readmodel;

import io.quayside.domain.View;
import io.quayside.domain.View.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statement that writes a batch: one round trip and one transaction. Rows are keyed by version
 * or identity; states and checkpoints only move forward, and a shipment's rows in views are written
 * only together with its newer state. A statement names only the views that the batch has rows for,
 * so a shipment pays for no context but its own.
 *
 * @param generations where the rows are written: the same parameters serve all of them. A row of
 *     any but the first may always exist already
 */
record BatchStatement(
    List<Integer> generations, boolean missingOnly, List<View<?>> views, boolean sagasEnd) {
  /** The number of parameters before those of the views. */
  private static final int BASE_PARAMETERS = 27;

  private static final ConcurrentHashMap<BatchStatement, String> SQL = new ConcurrentHashMap<>();

  /**
   * The SQL. Without {@code missingOnly} it fails with a unique violation where a row of an event
   * or a position exists: looking for a conflict costs another search of the index for each row.
   */
  String sql() {
    return SQL.computeIfAbsent(this, BatchStatement::build);
  }

  private String build() {
    StringBuilder sql = new StringBuilder("with ");
    for (int i = 0; i < generations.size(); i++) {
      boolean last = i == generations.size() - 1;
      Part part = new Part(generations.get(i), i, i > 0 || missingOnly);
      sql.append(part.rows());
      sql.append(last ? "\n" + part.checkpoint() : ", " + part.checkpointCte() + ", ");
    }
    return sql.toString();
  }

  /** The part of a statement that writes one generation. */
  private final class Part {
    private final String schema;
    private final String suffix;
    private final boolean onlyMissing;

    Part(int generation, int index, boolean onlyMissing) {
      this.schema = generation == 0 ? "" : Generation.schema(generation) + ".";
      this.suffix = index == 0 ? "" : "_" + index;
      this.onlyMissing = onlyMissing;
    }

    String rows() {
      StringBuilder ctes = new StringBuilder();
      int parameter = BASE_PARAMETERS + 1;
      for (View<?> view : views) {
        ctes.append(", ").append(viewInsert(view, parameter));
        parameter += view.columns().size() + 3;
      }
      if (sagasEnd) {
        ctes.append(", ").append(sagasEnd(parameter));
      }
      String returning = views.isEmpty() ? "" : "returning shipment_id, version";
      String onConflict = onlyMissing ? "on conflict do nothing" : "";
      return """
      history%5$s as (
        insert into %4$sevents (shipment_id, version, command_id, log_offset, caller, value)
        select * from unnest($1::text[], $2::int[], $3::text[], $4::bigint[], $5::text[],
          $6::bytea[])
        %1$s
      ), states%5$s as (
        insert into %4$sshipments as s
          (shipment_id, version, tenant, status, shipper, carrier, booked_at, updated_at, state)
        select * from unnest($7::text[], $8::int[], $9::text[], $10::text[], $11::text[],
          $12::text[], $13::timestamptz[], $14::timestamptz[], $15::bytea[])
        on conflict (shipment_id) do update set
          version = excluded.version, status = excluded.status, carrier = excluded.carrier,
          updated_at = excluded.updated_at, state = excluded.state
        where s.version < excluded.version
        %3$s
      ), tracks%5$s as (
        insert into %4$spositions
          (shipment_id, device_id, sequence_epoch, sequence, observed_at, log_offset, value)
        select id, device, sequence_epoch, sequence,
          timestamptz 'epoch' + observed * interval '1 millisecond', log_offset, value
        from unnest($16::text[], $17::text[], $18::int[], $19::bigint[], $20::bigint[],
          $21::bigint[], $22::bytea[])
          as t (id, device, sequence_epoch, sequence, observed, log_offset, value)
        %1$s
      ), reporting%5$s as (
        insert into %4$sdevices (shipment_id, device_id)
        select * from unnest($23::text[], $24::text[])
        on conflict do nothing
      )%2$s\
      """
          .formatted(onConflict, ctes, returning, schema, suffix);
    }

    String checkpoint() {
      return """
      insert into %scheckpoints as c (shard, events_next, positions_next) values ($25, $26, $27)
      on conflict (shard) do update set
        events_next = greatest(c.events_next, excluded.events_next),
        positions_next = greatest(c.positions_next, excluded.positions_next)
      """
          .formatted(schema);
    }

    String checkpointCte() {
      return "checkpoint" + suffix + " as (" + checkpoint() + ")";
    }

    /** Deletes the rows of shipments with neither a booking nor a current tender. */
    private String sagasEnd(int firstParameter) {
      return """
      sagas_end%4$s as (
        delete from %3$ssagas v using unnest($%1$d::text[], $%2$d::int[]) as g (shipment_id, version)
        where v.shipment_id = g.shipment_id and v.version < g.version
      )\
      """
          .formatted(firstParameter, firstParameter + 1, schema, suffix);
    }

    /**
     * Writes the rows that are new or have changed, of shipments whose state this statement writes.
     * {@code firstParameter} is the number of the shipment ids; columns, the versions of rows and
     * those of shipments follow.
     */
    private String viewInsert(View<?> view, int firstParameter) {
      List<String> names = new ArrayList<>(List.of("shipment_id"));
      List<String> arrays = new ArrayList<>(List.of("$" + firstParameter + "::text[]"));
      List<String> keys = new ArrayList<>(List.of("shipment_id"));
      List<String> values = new ArrayList<>();
      int parameter = firstParameter;
      for (Column column : view.columns()) {
        parameter++;
        names.add(column.name());
        arrays.add("$" + parameter + "::" + column.type().name().toLowerCase(Locale.ROOT) + "[]");
        if (column.key()) {
          keys.add(column.name());
        } else {
          values.add(column.name());
        }
      }
      String unchanged =
          joined(keys, " and ", name -> "v." + name + " = n." + name)
              + joined(values, "", name -> " and v." + name + " is not distinct from n." + name);
      values.add("version");
      names.add("version");
      arrays.add("$" + (parameter + 1) + "::int[]");
      arrays.add("$" + (parameter + 2) + "::int[]");
      return """
      view_%1$s%8$s as (
        insert into %7$s%1$s as v (%2$s)
        select %9$s from unnest(%3$s) as n (%2$s, shipment_version)
        join states%8$s as states
          on states.shipment_id = n.shipment_id and states.version = n.shipment_version
        where not exists (select from %7$s%1$s v where %4$s)
        on conflict (%5$s) do update set %6$s
      )\
      """
          .formatted(
              view.table(),
              String.join(", ", names),
              String.join(", ", arrays),
              unchanged,
              String.join(", ", keys),
              joined(values, ", ", name -> name + " = excluded." + name),
              schema,
              suffix,
              joined(names, ", ", name -> "n." + name));
    }
  }

  private static String joined(
      List<String> names, String separator, Function<String, String> each) {
    return names.stream().map(each).collect(Collectors.joining(separator));
  }
}
