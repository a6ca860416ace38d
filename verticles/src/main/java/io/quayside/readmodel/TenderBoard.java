package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.bidding.TenderStatus;
import io.quayside.readmodel.Boards.TenderCursor;
import io.quayside.readmodel.Boards.TenderFilter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tenders that a principal may read, newest opened first. */
final class TenderBoard {
  private static final List<String> ALL =
      Arrays.stream(TenderStatus.values()).map(Enum::name).toList();

  private TenderBoard() {}

  static String sql(Statement statement, Principal principal, TenderFilter filter) {
    if (principal.role() == Role.DEVICE) {
      throw new IllegalArgumentException("a device reads no tenders");
    }
    BoardStatement board = board(principal, filter);
    StringBuilder conditions = new StringBuilder();
    TenderCursor after = filter.after();
    if (after != null) {
      conditions.append(
          board.after(
              statement.of(after.openedAt()),
              statement.of(after.shipmentId()),
              statement.of(after.tender())));
    }
    if (filter.carrier() != null && board.table().equals("tenders")) {
      conditions
          .append("and exists (select from tender_parties p where p.shipment_id = t.shipment_id")
          .append(" and p.tender = t.tender and p.carrier = any(")
          .append(statement.of(SqlScope.withEveryCarrier(Set.of(filter.carrier()))))
          .append("))");
    }
    return board.sql(statement, principal, conditions.toString(), filter.limit());
  }

  /** By invitation for a carrier, or where the carrier alone narrows the list. */
  private static BoardStatement board(Principal principal, TenderFilter filter) {
    TenderStatus status = filter.status();
    List<String> statuses = status == null ? ALL : List.of(status.name());
    Set<String> shippers = principal.shippers();
    if (principal.role() == Role.SHIPPER && shippers != null) {
      return board("tenders", "shipper", shippers, statuses);
    }
    String carrier = filter.carrier();
    if (principal.role() == Role.CARRIER || carrier != null) {
      Set<String> carriers = carrier == null ? principal.carriers() : Set.of(carrier);
      return board("tender_parties", "carrier", SqlScope.withEveryCarrier(carriers), statuses);
    }
    return board("tenders", null, Set.of(), statuses);
  }

  private static BoardStatement board(
      String table, @Nullable String owner, Collection<String> owners, List<String> statuses) {
    return new BoardStatement(table, "tender", "t.opened_at", "desc", owner, owners, statuses);
  }
}
