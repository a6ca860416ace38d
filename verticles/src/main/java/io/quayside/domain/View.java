package io.quayside.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of the read models that one context's slice is projected into. Rows of a shipment are
 * made anew after each of its events in the context and each assignment of a carrier; those that
 * have changed are written, and none is ever removed. The table has the columns {@code shipment_id
 * text} and {@code version int}, that of the shipment when the row was written, besides those
 * listed, and {@code shipment_id} with the key columns as its primary key.
 *
 * @param table the table's name
 * @param columns the columns that {@code rows} fills, in that order
 * @param rows the rows of a slice: one array of column values per row, null for no value
 */
public record View<S>(String table, List<Column> columns, Rows<S> rows) {

  /** A column; {@code key} columns tell the rows of one shipment apart. */
  public record Column(String name, Type type, boolean key) {
    public static Column key(String name, Type type) {
      return new Column(name, type, true);
    }

    public static Column of(String name, Type type) {
      return new Column(name, type, false);
    }
  }

  /** PostgreSQL types, with the Java type of a value. */
  public enum Type {
    /** String. */
    TEXT,
    /** Integer. */
    INT,
    /** Long. */
    BIGINT,
    /** java.time.Instant. */
    TIMESTAMPTZ,
    /** Boolean. */
    BOOL,
    /** byte[]. */
    BYTEA
  }

  /**
   * What rows may hold of the shipment itself.
   *
   * @param carrier the assigned carrier, or null
   */
  public record Subject(
      String tenant, String shipper, @Nullable String carrier, Instant bookedAt) {}

  /** Makes the rows of a slice. */
  @FunctionalInterface
  public interface Rows<S> {
    List<@Nullable Object[]> of(S slice, Subject shipment);
  }
}
