package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Status;
import io.quayside.readmodel.Boards.ShipmentCursor;
import io.quayside.readmodel.Boards.ShipmentFilter;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The list of the shipments that a principal may read, newest booking first. What gives a shipper
 * or carrier the right is looked up in the index of that reason, for each name no further than a
 * page.
 */
record ShipmentList(Statement statement, Principal principal, ShipmentFilter filter, String limit) {
  private static final String ORDER = " order by %1$s.booked_at desc, %1$s.shipment_id desc limit ";

  static String sql(Statement statement, Principal principal, ShipmentFilter filter) {
    return new ShipmentList(statement, principal, filter, statement.of(filter.limit())).sql();
  }

  private String sql() {
    return switch (principal.role()) {
      case OPERATOR, SERVICE -> ofTenant();
      case SHIPPER -> {
        Set<String> shippers = principal.shippers();
        yield shippers == null
            ? ofTenant()
            : ofKeys(ranges(shippers, "shipments s", "s", "s.shipper = owner" + narrowed()));
      }
      case CARRIER -> ofKeys(ofCarrier(principal.carriers()));
      case DEVICE -> throw new IllegalArgumentException("a device reads no shipments");
    };
  }

  private String ofTenant() {
    return ReadModels.view("shipments s")
        + " where "
        + ofTenant("s")
        + narrowed()
        + after("s")
        + ORDER.formatted("s")
        + limit;
  }

  /** The page's shipments are looked up one by one, whatever the planner thinks of their number. */
  private String ofKeys(String ranges) {
    String keys =
        "(select found.shipment_id from (" + ranges + ") found" + ORDER.formatted("found") + limit;
    String source =
        keys
            + ") as k cross join lateral (select * from shipments"
            + " where shipment_id = k.shipment_id offset 0) as s";
    return ReadModels.view(source) + ORDER.formatted("s") + limit;
  }

  private String ofCarrier(Set<String> carriers) {
    String narrowed = narrowed();
    String ofFiltered =
        narrowed.isEmpty()
            ? ""
            : " and exists (select from shipments s where s.shipment_id = t.shipment_id"
                + narrowed
                + ")";
    return ranges(carriers, "shipments s", "s", "s.carrier = owner" + narrowed)
        + " union "
        + ranges(carriers, "tenders t", "t", "t.winner = owner" + ofFiltered)
        + " union "
        + ranges(
            SqlScope.withEveryCarrier(carriers),
            "tender_parties t",
            "t",
            "t.carrier = owner and t.status in " + SqlScope.INVITING + ofFiltered);
  }

  /** For each owner the first rows of a table, no more than the page has. */
  private String ranges(Collection<String> owners, String table, String alias, String condition) {
    return """
    select r.booked_at, r.shipment_id from unnest(%s) as owner cross join lateral (
      select %2$s.booked_at, %2$s.shipment_id from %3$s where %4$s and %5$s%6$s
    ) as r
    """
        .formatted(
            statement.of(owners),
            alias,
            table,
            ofTenant(alias),
            condition + after(alias),
            ORDER.formatted(alias) + limit);
  }

  private String ofTenant(String alias) {
    return alias + ".tenant = " + statement.of(principal.tenant());
  }

  private String narrowed() {
    return ofStatuses()
        + equal("s.carrier", filter.carrier())
        + equal("s.shipper", filter.shipper())
        + named("reference", filter.reference())
        + named("container", filter.container());
  }

  /** The names are looked up first, by their index: few shipments have the same. */
  private String named(String scheme, @Nullable String value) {
    return value == null
        ? ""
        : " and s.shipment_id = any(array(select i.shipment_id from identifiers i where "
            + ofTenant("i")
            + equal("i.scheme", scheme)
            + equal("i.value", value)
            + "))";
  }

  private String ofStatuses() {
    List<String> names = filter.statuses().stream().map(Status::name).toList();
    return switch (names.size()) {
      case 0 -> "";
      // An index is in the order of the list for one status only.
      case 1 -> equal("s.status", names.getFirst());
      default -> " and s.status = any(" + statement.of(names) + ")";
    };
  }

  private String equal(String column, @Nullable String value) {
    return value == null ? "" : " and " + column + " = " + statement.of(value);
  }

  private String after(String alias) {
    ShipmentCursor after = filter.after();
    return after == null
        ? ""
        : " and (%1$s.booked_at, %1$s.shipment_id) < (%2$s, %3$s)"
            .formatted(alias, statement.of(after.bookedAt()), statement.of(after.shipmentId()));
  }
}
