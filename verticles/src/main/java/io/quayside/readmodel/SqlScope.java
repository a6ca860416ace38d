package io.quayside.readmodel;

import io.quayside.common.identity.Principal;
import io.quayside.domain.bidding.BiddingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The rows of {@code shipments s} that a principal may read, as SQL: the same shipments as those of
 * which {@link io.quayside.domain.stream.Rights#mayRead} is true.
 */
final class SqlScope {
  /** A tender in one of these statuses is read by all that it invites, and so is its shipment. */
  static final String INVITING = "('COLLECTING', 'EVALUATING', 'OFFERED')";

  private SqlScope() {}

  /** The condition that a principal may read a row of {@code shipments s}. */
  static String condition(Statement statement, Principal principal) {
    String ofTenant = "s.tenant = " + statement.of(principal.tenant());
    return switch (principal.role()) {
      case OPERATOR, SERVICE -> ofTenant;
      case SHIPPER -> {
        Set<String> shippers = principal.shippers();
        yield shippers == null
            ? ofTenant
            : ofTenant + " and s.shipper = any(" + statement.of(shippers) + ")";
      }
      case CARRIER ->
          ofTenant
              + """
               and (s.carrier = any(%1$s)
                or exists (select from tenders t
                  where t.shipment_id = s.shipment_id and t.winner = any(%1$s))
                or exists (select from tender_parties p
                  where p.shipment_id = s.shipment_id and p.carrier = any(%2$s)
                    and p.status in %3$s))
              """
                  .formatted(
                      statement.of(principal.carriers()),
                      statement.of(withEveryCarrier(principal.carriers())),
                      INVITING);
      case DEVICE -> "false";
    };
  }

  /** The SCACs, and what stands for every carrier among the parties of tenders. */
  static List<String> withEveryCarrier(Set<String> carriers) {
    List<String> all = new ArrayList<>(carriers);
    all.add(BiddingContext.EVERY_CARRIER);
    return all;
  }
}
