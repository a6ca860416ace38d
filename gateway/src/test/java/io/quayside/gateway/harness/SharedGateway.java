package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands one and the same gateway to every test class that asks for it in its constructor. It starts
 * with the first of them and stops after the last test of the JVM; so a test works on shipments of
 * its own.
 */
public final class SharedGateway implements ParameterResolver, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedGateway.class);

  private record Running(GatewayProcess gateway) implements AutoCloseable {
    @Override
    public void close() {
      gateway.closeAndForget();
    }
  }

  /** Whatever a test class does to it from outside, the gateway has nothing to complain of. */
  @Override
  public void afterAll(ExtensionContext context) {
    var running = context.getRoot().getStore(NAMESPACE).get(Running.class, Running.class);
    if (running != null) {
      assertThat(running.gateway.complaints()).as("the log").isEmpty();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == GatewayProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            Running.class, key -> new Running(GatewayProcess.startFresh("shared")), Running.class)
        .gateway();
  }
}
