package io.quayside.gateway.tools;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quayside inspect} */
@Command(name = "inspect", description = "Prints the stream of a shipment as a table.")
final class InspectCommand extends Tool {
  @Parameters(paramLabel = "ID", description = "the shipment")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String shipmentId;

  @Override
  int run(Progress progress) {
    Inspection inspection = new Inspection(stores(), tools.contexts());
    if (json()) {
      tools.out().println(inspection.json(shipmentId));
    } else {
      inspection.print(shipmentId, tools.out());
    }
    return 0;
  }
}
