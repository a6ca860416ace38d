package io.quayside.shard.rpc;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The principals of the requests in one message, each written once; a request names its principal
 * by the place in the table. A message whose principals are all {@link Principal#ANONYMOUS} has no
 * table and no places: it is as nodes write and read it that know no principals.
 */
final class PrincipalTable {
  /** For messages without a table. */
  static final PrincipalTable ANONYMOUS = new PrincipalTable(List.of());

  private final List<Principal> principals;
  private final Map<Principal, Integer> places = new HashMap<>();

  private PrincipalTable(List<Principal> principals) {
    this.principals = principals;
    principals.forEach(principal -> places.putIfAbsent(principal, places.size()));
  }

  /** The table of a message that is to be written. */
  static PrincipalTable of(List<NumberedRequest> requests) {
    PrincipalTable table = new PrincipalTable(new ArrayList<>());
    boolean named = false;
    for (NumberedRequest request : requests) {
      named |= table.add(request.request().principal());
    }
    return named ? table : ANONYMOUS;
  }

  /** Returns whether the principal is another than {@link Principal#ANONYMOUS}. */
  private boolean add(Principal principal) {
    if (places.putIfAbsent(principal, principals.size()) == null) {
      principals.add(principal);
    }
    return !principal.equals(Principal.ANONYMOUS);
  }

  boolean isAnonymous() {
    return this == ANONYMOUS;
  }

  void write(WireWriter out) {
    out.list(principals, PrincipalTable::write);
  }

  private static void write(WireWriter out, Principal principal) {
    out.text(principal.tenant())
        .text(principal.role().name())
        .text(principal.name())
        .flag(principal.shippers() != null)
        .list(texts(principal.shippers()), WireWriter::text)
        .list(texts(principal.carriers()), WireWriter::text)
        .flag(principal.allTenants())
        .optionalText(principal.deviceId());
  }

  private static List<String> texts(@Nullable Set<String> texts) {
    return texts == null ? List.of() : List.copyOf(texts);
  }

  static PrincipalTable read(WireReader in) {
    return new PrincipalTable(in.list(PrincipalTable::principal));
  }

  private static Principal principal(WireReader in) {
    String tenant = in.text();
    Role role = Role.valueOf(in.text());
    String name = in.text();
    boolean narrowed = in.flag();
    Set<String> shippers = Set.copyOf(in.list(WireReader::text));
    Set<String> carriers = Set.copyOf(in.list(WireReader::text));
    return new Principal(
        tenant, role, name, narrowed ? shippers : null, carriers, in.flag(), in.optionalText());
  }

  /** Writes the place of a request's principal. */
  void writePlace(WireWriter out, Principal principal) {
    if (!isAnonymous()) {
      out.integer(Objects.requireNonNull(places.get(principal)).intValue());
    }
  }

  /** The principal of a request, by the place that {@link #writePlace} wrote. */
  Principal readPlace(WireReader in) {
    return isAnonymous() ? Principal.ANONYMOUS : principals.get(in.integer());
  }
}
