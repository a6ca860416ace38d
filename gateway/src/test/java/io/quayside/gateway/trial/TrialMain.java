package io.quayside.gateway.trial;

import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentContext;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Gate;
import io.quayside.domain.stream.Upcasters;
import io.quayside.gateway.Main;
import java.util.List;
import java.util.Optional;

/** The gateway with one more context, and with a rule across the two. */
public final class TrialMain {
  private static final InspectionContext INSPECTION = new InspectionContext();

  /** The shipment's context and one more, whose event type has a former version. */
  static final Contexts CONTEXTS =
      new Contexts(
          List.of(new ShipmentContext(), INSPECTION),
          gate(),
          new Upcasters(List.of(InspectionContext.FORMER)));

  private TrialMain() {}

  /** Takes the gateway's own arguments. */
  public static void main(String[] arguments) {
    Main.run(arguments, CONTEXTS);
  }

  /** An inspection that was requested keeps a shipment from being cancelled. */
  private static Gate gate() {
    return (stream, command) ->
        command instanceof CancelShipment && stream.slice(INSPECTION) != null
            ? Optional.of(
                new Rejected(ProblemCode.ILLEGAL_TRANSITION, "An inspection was requested"))
            : Optional.empty();
  }
}
