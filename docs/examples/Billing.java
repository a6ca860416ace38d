import io.quayside.consumer.JdbcStore;
import io.quayside.consumer.QuaysideConsumer;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A small billing service: what each shipment costs, from its events alone. Ten cents a kilogram,
 * 50 euros for its release, and an invoice when it is delivered.
 *
 * <p>{@code java -cp LIBRARIES Billing.java KAFKA JDBC_URL [TOPIC]}; the libraries are
 * quayside-consumer, kafka-clients and PostgreSQL's driver.
 */
class Billing {
  private static final String INVOICES =
      """
      create table if not exists invoice (
        shipment text primary key, cents bigint not null, issued_at timestamptz)
      """;
  private static final String OPEN =
      """
      insert into invoice (shipment, cents)
      values (?, round(10 * (?::jsonb -> 'cargo' ->> 'grossWeightKg')::numeric))
      """;
  private static final String CHARGE = "update invoice set cents = cents + ? where shipment = ?";
  private static final String ISSUE =
      """
      update invoice set issued_at = (?::jsonb ->> 'occurredAt')::timestamptz where shipment = ?
      """;

  public static void main(String[] args) throws Exception {
    var database = new PGSimpleDataSource(); // with a pool before it where there is much to do
    database.setUrl(args[1]);
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(INVOICES);
    }

    // Each handler runs once for each event: the library raises the shipment's version in the
    // same transaction, and only from the one before. A handler that throws is tried again.
    var consumer =
        QuaysideConsumer.builder("billing")
            .kafka(Map.of("bootstrap.servers", args[0]))
            .topic(args.length > 2 ? args[2] : "shipment-events")
            .store(JdbcStore.of(database))
            .on(
                "shipment.booked.v1",
                (event, tx) -> tx.update(OPEN, event.shipmentId(), event.data()))
            .on("shipment.released.v1", (event, tx) -> tx.update(CHARGE, 5000, event.shipmentId()))
            .on(
                "shipment.delivered.v1",
                (event, tx) -> tx.update(ISSUE, event.data(), event.shipmentId()))
            .parallel(4)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(consumer::close));
    Thread.currentThread().join(); // until a signal ends the process
  }
}
