package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
public class SharedGateway implements ParameterResolver, AfterAllCallback {
  private final Namespace namespace = Namespace.create(getClass());
  private final String name;
  private final Map<String, String> settings;

  public SharedGateway() {
    this("shared", Map.of());
  }

  /** One of another name, with settings of its own. */
  SharedGateway(String name, Map<String, String> settings) {
    this.name = name;
    this.settings = settings;
  }

  private record Running(GatewayProcess gateway) implements AutoCloseable {
    @Override
    public void close() {
      gateway.closeAndForget();
    }
  }

  /** Whatever a test class does to it from outside, the gateway has nothing to complain of. */
  @Override
  public void afterAll(ExtensionContext context) {
    var running = context.getRoot().getStore(namespace).get(Running.class, Running.class);
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
        .getStore(namespace)
        .getOrComputeIfAbsent(
            Running.class,
            key -> new Running(GatewayProcess.startFresh(name, settings)),
            Running.class)
        .gateway();
  }
}
