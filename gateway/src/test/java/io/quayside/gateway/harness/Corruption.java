package io.quayside.gateway.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Damages rows of the read models, has {@code verify} look at them, and undoes the damage. */
public final class Corruption {
  /** By table, a change of a row of a shipment. */
  private static final Map<String, String> CHANGES =
      new TreeMap<>(
          Map.of(
              "checkpoints", "events_next = events_next + 1000000",
              "devices", "device_id = 'truck-8'",
              "documents", "type = 'PACKING_LIST'",
              "events", "command_id = 'another'",
              "identifiers", "value = 'other'",
              "positions", "value = 'x'",
              "sagas", "due_rule = 'assign'",
              "shipments", "carrier = 'XXXX'",
              "tender_parties", "carrier = 'XXXX'",
              "tenders", "winner = 'XXXX'"));

  /** Has no row of a shipment without contents. */
  private static final String CONTENTS = "document_contents";

  /** The tables that are damaged. */
  public static final Set<String> TABLES =
      Stream.concat(CHANGES.keySet().stream(), Stream.of(CONTENTS)).collect(Collectors.toSet());

  private final GatewayProcess gateway;
  private final Sql sql;

  public Corruption(GatewayProcess gateway) {
    this.gateway = gateway;
    this.sql = new Sql(gateway);
  }

  /** A shipment with a tender and a document. */
  public String bookWithAll() {
    var dispatcher = new Dispatcher(gateway.client());
    var id = dispatcher.book();
    gateway
        .client()
        .post(
            "/v1/shipments/" + id + "/tenders",
            new JsonObject()
                .put("kind", "SPOT")
                .put("currency", "EUR")
                .put("carriers", new JsonArray().add(new JsonObject().put("carrier", "MAEU")))
                .put("closesAt", Instant.now().plusSeconds(3_600).toString()))
        .expect(201);
    gateway
        .client()
        .post(
            "/v1/shipments/" + id + "/documents",
            new JsonObject().put("type", "COMMERCIAL_INVOICE"))
        .expect(201);
    dispatcher.view(id, 3);
    return id;
  }

  public void execute(String change) throws SQLException {
    sql.execute(change);
  }

  /**
   * A change to a shipment's rows in a table.
   *
   * @param found a regular expression of what is found then
   */
  public record Damage(String table, String shipmentId, String change, String found) {
    private String rows() {
      return " where shipment_id = '" + shipmentId + "'";
    }
  }

  /** The differences after changes to the rows of a shipment each. */
  public List<String> verifiedWith(List<Damage> damages) throws SQLException {
    for (int i = 0; i < damages.size(); i++) {
      var damage = damages.get(i);
      execute(
          "create table saved_%d as select * from %s%s".formatted(i, damage.table, damage.rows()));
      execute(damage.change);
    }
    var found = verify();
    for (int i = 0; i < damages.size(); i++) {
      var damage = damages.get(i);
      execute("delete from " + damage.table + damage.rows());
      execute("insert into %s select * from saved_%d".formatted(damage.table, i));
      execute("drop table saved_" + i);
    }
    return found;
  }

  /**
   * The differences after a change to a row in each table.
   *
   * @param id a shipment with a tender and a document
   * @param moving a shipment with a position
   */
  public List<String> verifiedWithOneOfEachTable(String id, String moving) throws SQLException {
    for (var change : CHANGES.entrySet()) {
      var table = change.getKey();
      save(table, "");
      execute("update " + table + " set " + change.getValue() + where(table, id, moving));
    }
    execute("insert into " + CONTENTS + " values ('" + id + "', 'abc', true, 3)");
    var found = verify();
    execute("delete from " + CONTENTS);
    for (var table : CHANGES.keySet()) {
      restore(table, where(table, id, moving));
    }
    return found;
  }

  private List<String> verify() {
    return ToolProcess.run(gateway.ports(), "verify").expect(1).lines();
  }

  private void save(String table, String rows) throws SQLException {
    execute("create table saved_" + table + " as select * from " + table + rows);
  }

  private void restore(String table, String rows) throws SQLException {
    execute("delete from " + table + rows);
    execute("insert into " + table + " select * from saved_" + table + rows);
    execute("drop table saved_" + table);
  }

  private static String where(String table, String id, String moving) {
    return switch (table) {
      case "checkpoints" -> " where shard = (select min(shard) from saved_checkpoints)";
      case "devices", "positions" -> " where shipment_id = '" + moving + "'";
      case "events" -> " where shipment_id = '" + id + "' and version = 1";
      default -> " where shipment_id = '" + id + "'";
    };
  }
}
