package io.quayside.notify.letter;

import io.quayside.common.json.Crockford;
import io.quayside.notify.lane.LaneStore;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are listed; null: any.
 *
 * @param tenant whose letters are listed
 * @param withNobodys whether letters of no tenant are listed too
 * @param scope which of them the caller may see; null: all
 * @param since the earliest {@code lastAt}
 * @param until the first {@code lastAt} that is too late
 * @param after the last letter of the page before
 */
public record LetterFilter(
    String tenant,
    boolean withNobodys,
    @Nullable Scope scope,
    @Nullable String source,
    @Nullable String consumer,
    @Nullable String code,
    @Nullable String shipmentId,
    @Nullable LetterState state,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable Place after,
    int limit) {
  /**
   * The letters that a caller without the right to all of its tenant may see.
   *
   * @param consumers those of these consumers
   * @param caller and those of foreign records that this caller has sent
   */
  public record Scope(List<String> consumers, String caller) {
    /** Whether a letter of the caller's tenant may be seen. */
    public boolean holds(KeptLetter kept) {
      Letter letter = kept.letter();
      return letter.consumer() == null
          ? letter.source() == LetterSource.FOREIGN && caller.equals(kept.caller())
          : consumers.contains(letter.consumer());
    }
  }

  /** A place in the list, newest first. */
  public record Place(Instant lastAt, String letterId) {
    private static final int ID_LENGTH = 26;

    public static Place of(KeptLetter kept) {
      return new Place(kept.letter().cause().lastAt(), kept.letter().letterId());
    }

    public String toText() {
      return lastAt.toEpochMilli() + "-" + letterId;
    }

    /** The place of a text, or null if it is none. */
    public static @Nullable Place parse(String text) {
      int dash = text.indexOf('-');
      return dash > 0
              && text.substring(0, dash).matches("[0-9]{1,15}")
              && Crockford.isValid(text.substring(dash + 1), ID_LENGTH)
          ? new Place(
              Instant.ofEpochMilli(Long.parseLong(text.substring(0, dash))),
              text.substring(dash + 1))
          : null;
    }
  }

  /** The condition in SQL of parked letters, oldest first; as {@link #condition} otherwise. */
  String oldestFirst(Tuple parameters) {
    StringBuilder sql = where(parameters);
    sql.append(" order by first_at, letter_id limit $");
    return sql.append(parameters.addInteger(limit).size()).toString();
  }

  /** The condition in SQL with order and limit; its parameters are added to {@code parameters}. */
  String condition(Tuple parameters) {
    StringBuilder sql = where(parameters);
    if (after != null) {
      parameters.addValue(LaneStore.utc(after.lastAt)).addString(after.letterId);
      sql.append(" and (last_at, letter_id) < ($")
          .append(parameters.size() - 1)
          .append(", $")
          .append(parameters.size())
          .append(')');
    }
    sql.append(" order by last_at desc, letter_id desc limit $");
    return sql.append(parameters.addInteger(limit).size()).toString();
  }

  private StringBuilder where(Tuple parameters) {
    StringBuilder sql = new StringBuilder("tenant in ($");
    sql.append(parameters.addString(tenant).size());
    sql.append(withNobodys ? ", '" + Letter.NO_TENANT + "')" : ")");
    if (scope != null) {
      parameters.addArrayOfString(scope.consumers.toArray(String[]::new));
      parameters.addString(scope.caller);
      sql.append(" and (consumer = any($").append(parameters.size() - 1);
      sql.append(") or source = 'foreign' and caller = $").append(parameters.size()).append(')');
    }
    equal(sql, parameters, "source", source);
    equal(sql, parameters, "consumer", consumer);
    equal(sql, parameters, "code", code);
    equal(sql, parameters, "shipment_id", shipmentId);
    equal(sql, parameters, "state", state == null ? null : state.name());
    if (since != null) {
      sql.append(" and last_at >= $").append(parameters.addValue(LaneStore.utc(since)).size());
    }
    if (until != null) {
      sql.append(" and last_at < $").append(parameters.addValue(LaneStore.utc(until)).size());
    }
    return sql;
  }

  private static void equal(
      StringBuilder sql, Tuple parameters, String column, @Nullable String value) {
    if (value != null) {
      sql.append(" and ").append(column).append(" = $");
      sql.append(parameters.addString(value).size());
    }
  }
}
