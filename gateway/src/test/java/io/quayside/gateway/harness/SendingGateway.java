package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands one and the same gateway to every test class of webhooks: it sends to this machine, and
 * tries again within seconds. It stops after the last test of the JVM.
 */
public final class SendingGateway implements ParameterResolver, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SendingGateway.class);

  /** Settings with which a gateway sends to this machine, and tries again within seconds. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "QUAYSIDE_WEBHOOKS_ALLOW", "127.0.0.0/8",
          "QUAYSIDE_WEBHOOKS_INSECURE", "true",
          "QUAYSIDE_WEBHOOKS_PORTS", "1-65535",
          "QUAYSIDE_WEBHOOKS_SCHEDULE", "1,1,1,2");

  private record Running(GatewayProcess gateway) implements AutoCloseable {
    @Override
    public void close() {
      gateway.closeAndForget();
    }
  }

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
            Running.class,
            key -> new Running(GatewayProcess.startFresh("webhooks", SETTINGS)),
            Running.class)
        .gateway();
  }
}
