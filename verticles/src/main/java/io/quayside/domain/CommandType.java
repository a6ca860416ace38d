package io.quayside.domain;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.json.StoredFields;
import io.quayside.common.problem.ProblemException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command of a context: its name on every door, its HTTP operation and its JSON.
 *
 * @param name the stable name, as {@code RecordMilestone}
 * @param type the class of its commands
 * @param operation its HTTP operation
 * @param right who may send it
 * @param protocol the lowest protocol number at which all members of a cluster understand it
 * @param parser reads a request's body
 * @param writer writes the members of {@code body} in one fixed order
 * @param reader reads what {@code writer} wrote
 */
public record CommandType<C extends Command>(
    String name,
    Class<C> type,
    Operation operation,
    Right<C> right,
    int protocol,
    Parser<C> parser,
    Writer<C> writer,
    Reader<C> reader) {
  /**
   * An HTTP operation: {@code path} with {@code :id} for the shipment's id. {@code createsAt} is
   * the path of the resource that the command creates, or null where it creates none: it decides
   * between 201 with {@code Location} and 200.
   */
  public record Operation(String method, String path, @Nullable String createsAt) {
    /** A POST that creates nothing. */
    public static Operation post(String path) {
      return new Operation("POST", path, null);
    }
  }

  /** Reads a command from a request, and verifies that the request has no other members. */
  @FunctionalInterface
  public interface Parser<C> {
    /**
     * Reads the command of a body.
     *
     * @throws ProblemException validation-failed with every offence of the body
     */
    C parse(RequestFields fields, Instant now);
  }

  /** Writes the members of an object that the caller has begun. */
  @FunctionalInterface
  public interface Writer<C> {
    void write(JsonWriter out, C command);
  }

  /** Reads members that a {@link Writer} wrote. */
  @FunctionalInterface
  public interface Reader<C> {
    C read(StoredFields fields);
  }

  /**
   * The command of a request's body. {@code now} is the gateway's clock.
   *
   * @throws ProblemException validation-failed with every offence of the body
   */
  public C parse(Map<String, Object> body, Instant now) {
    return parser.parse(new RequestFields(body), now);
  }

  /** Whether the commands open a stream, hence name no shipment. */
  public boolean opensStream() {
    return !operation.path().contains(":id");
  }

  /** The roles that may send commands of this type at all. */
  public Set<Role> roles() {
    return right.roles();
  }

  /**
   * Whether the shipper or carrier that a command of this type names, if any, is the principal's
   * own; else the command is {@code forbidden} whatever its shipment is.
   */
  public boolean namesOwn(Principal principal, Command command) {
    return right.namesOwn(principal, type.cast(command));
  }

  /** See {@link Right#allows(Principal, Command, String, String)}. */
  public boolean isAllowedTo(
      Principal principal, Command command, @Nullable String shipper, @Nullable String carrier) {
    return right.allows(principal, type.cast(command), shipper, carrier);
  }

  /** Writes a command of this type as one JSON object. */
  public byte[] encode(Command command) {
    JsonWriter out = new JsonWriter(EXPECTED_BYTES).beginObject();
    writer.write(out, type.cast(command));
    return out.endObject().toBytes();
  }

  /** The command that {@link #encode} wrote. */
  public C decode(Map<String, Object> members) {
    StoredFields fields = new StoredFields(members);
    C command = reader.read(fields);
    fields.end();
    return command;
  }

  private static final int EXPECTED_BYTES = 512;
}
