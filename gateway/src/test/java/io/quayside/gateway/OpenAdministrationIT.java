package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.stream.Contexts;
import io.quayside.edge.http.Access;
import io.quayside.edge.http.Operation;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where no credentials are needed, nothing of the administration can be made or seen. */
@ExtendWith(SharedGateway.class)
class OpenAdministrationIT {
  private final GatewayProcess gateway;

  OpenAdministrationIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @TestFactory
  Stream<DynamicTest> shouldForbidEveryOperation() {
    var operations =
        Operation.all(Contexts.STANDARD).stream()
            .filter(operation -> operation.access() instanceof Access.Administration)
            .toList();
    assertThat(operations).hasSizeGreaterThanOrEqualTo(14);
    return operations.stream()
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.id(),
                    () ->
                        gateway
                            .client()
                            .send(
                                operation.method(),
                                operation.path().replaceAll(":[A-Za-z0-9]+", "00000000"),
                                null,
                                null,
                                "Authorization",
                                "Bearer qk_00000000_00000000000000000000000000000000")
                            .join()
                            .expectProblem(403, "forbidden")));
  }
}
