package io.quayside.shard.actor;

import io.quayside.cluster.Agreement;
import io.quayside.common.identity.Principal;
import io.quayside.domain.stream.Contexts;
import io.quayside.shard.ShardRequest.Decide;
import java.util.function.IntSupplier;

/**
 * What the members of the cluster understand.
 *
 * @param highest the highest protocol number that every member understands
 */
record AgreedProtocol(Contexts contexts, IntSupplier highest) {
  /**
   * Whether every member understands the event of a command. A member that cannot decode an event
   * would park the shipment; one that knows no tenants would forget the shipment's.
   */
  boolean allows(Decide decide) {
    int agreed = highest.getAsInt();
    return contexts.typeOf(decide.command()).protocol() <= agreed
        && (agreed >= Agreement.PRINCIPALS_PROTOCOL
            || decide.principal().tenant().equals(Principal.DEFAULT_TENANT));
  }
}
