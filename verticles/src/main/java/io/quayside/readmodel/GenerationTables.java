package io.quayside.readmodel;

import java.util.stream.Collectors;

/** Statements that make and drop the tables of a generation. */
final class GenerationTables {
  /**
   * Constraints and indexes keep their names, which are unique within a schema, so that later
   * migrations find them.
   */
  private static final String MAKE =
      """
      do $$
      declare
        one text;
        part record;
        options text;
      begin
        create schema {made};
        foreach one in array array[{tables}] loop
          select coalesce('with (' || array_to_string(reloptions, ', ') || ')', '') into options
          from pg_class where oid = format('{like}.%I', one)::regclass;
          execute format('create table {made}.%I (like {like}.%I including defaults'
            ' including generated including identity including storage including compression) %s',
            one, one, options);
          for part in
            select conname as name, pg_get_constraintdef(oid) as definition
            from pg_constraint
            where conrelid = format('{like}.%I', one)::regclass and contype in ('p', 'u', 'c')
          loop
            execute format('alter table {made}.%I add constraint %I %s',
              one, part.name, part.definition);
          end loop;
          for part in
            select replace(pg_get_indexdef(i.indexrelid), ' ON {like}.', ' ON {made}.') as definition
            from pg_index i
            where i.indrelid = format('{like}.%I', one)::regclass
              and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
          loop
            execute part.definition;
          end loop;
        end loop;
      end
      $$
      """;

  private GenerationTables() {}

  /** Makes the tables of a generation like those of another. */
  static String make(int like, int generation) {
    String tables =
        Generation.TABLES.stream()
            .map(table -> "'" + table + "'")
            .collect(Collectors.joining(", "));
    return MAKE.replace("{like}", Generation.schema(like))
        .replace("{made}", Generation.schema(generation))
        .replace("{tables}", tables);
  }

  /** Drops the tables of a generation, within a transaction; PostgreSQL's notices stay there. */
  static String drop(int generation) {
    return "set local client_min_messages = warning; "
        + (generation == 0
            ? "drop table if exists "
                + Generation.TABLES.stream()
                    .map(table -> "public." + table)
                    .collect(Collectors.joining(", "))
            : "drop schema if exists " + Generation.schema(generation) + " cascade");
  }
}
