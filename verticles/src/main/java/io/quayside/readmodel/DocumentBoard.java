package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.readmodel.Boards.DocumentCursor;
import io.quayside.readmodel.Boards.DocumentFilter;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The documents that a principal sees in full, by due date. */
final class DocumentBoard {
  private static final List<String> ALL_BUT_VOID =
      EnumSet.complementOf(EnumSet.of(DocumentStatus.VOID)).stream().map(Enum::name).toList();

  private DocumentBoard() {}

  static String sql(Statement statement, Principal principal, DocumentFilter filter) {
    DocumentStatus status = filter.status();
    BoardStatement board = board(principal, status == null ? ALL_BUT_VOID : List.of(status.name()));
    DocumentCursor after = filter.after();
    String conditions =
        after == null
            ? ""
            : board.after(
                sortedBy(statement.of(after.dueAt() == null ? null : Batch.utc(after.dueAt()))),
                statement.of(after.shipmentId()),
                statement.of(after.document()));
    return board.sql(statement, principal, conditions, filter.limit());
  }

  private static BoardStatement board(Principal principal, List<String> statuses) {
    return switch (principal.role()) {
      case OPERATOR, SERVICE -> board(null, Set.of(), statuses);
      case SHIPPER -> {
        Set<String> shippers = principal.shippers();
        yield shippers == null
            ? board(null, Set.of(), statuses)
            : board("shipper", shippers, statuses);
      }
      case CARRIER -> board("carrier", principal.carriers(), statuses);
      case DEVICE -> throw new IllegalArgumentException("a device reads no documents");
    };
  }

  private static BoardStatement board(
      @Nullable String owner, Collection<String> owners, List<String> statuses) {
    String sortedBy = sortedBy("t.due_at");
    return new BoardStatement("documents", "document", sortedBy, "asc", owner, owners, statuses);
  }

  /** As the index has it: documents that are never due come last. */
  private static String sortedBy(String dueAt) {
    return "coalesce(" + dueAt + ", timestamptz 'infinity')";
  }
}
