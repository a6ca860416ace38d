package io.quayside.loadtest.bench;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A JVM that a benchmark has started, and what it uses. Ends with this one. */
final class Server implements AutoCloseable {
  private static final long READY_WITHIN_SECONDS = 90;
  private static final long STOPS_WITHIN_SECONDS = 30;
  private static final int LINES_SHOWN = 40;
  private static final ObjectName THREADING = name(ManagementFactory.THREAD_MXBEAN_NAME);
  private static final ObjectName MEMORY = name(ManagementFactory.MEMORY_MXBEAN_NAME);

  private final String name;
  private final Program program;
  private final Process process;
  private final InetSocketAddress address;
  private final Path output;
  private final Thread lastResort;
  private JMXConnector connector;
  private MBeanServerConnection beans;

  /** How a JVM is started: its flags beyond those of all, the program, and what it is told. */
  record Program(List<String> flags, List<String> arguments, Map<String, String> environment) {}

  private Server(
      String name, Program program, Process process, InetSocketAddress address, Path output) {
    this.name = name;
    this.program = program;
    this.process = process;
    this.address = address;
    this.output = output;
    lastResort = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** Starts a JVM on this one's class path; {@code ready} is asked until it says yes. */
  static Server start(String name, Program program, int port, Predicate<Server> ready) {
    var output = Path.of("target", "bench", name + ".log").toAbsolutePath();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("gateway.jvm", "").strip().split("\\s+", -1)));
    command.addAll(program.flags);
    command.add("-Dquayside.ends-with-parent=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program.arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().putAll(program.environment);
    try {
      Files.createDirectories(output.getParent());
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var server = new Server(name, program, builder.start(), address, output);
      server.awaitReady(ready);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(Predicate<Server> ready) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_WITHIN_SECONDS);
    while (!ready.test(this)) {
      if (!lives(100) || System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException(name + " did not start; it said:\n" + lastWords());
      }
    }
    try {
      connector = connect(process.pid());
      beans = connector.getMBeanServerConnection();
    } catch (IOException | AttachNotSupportedException e) {
      throw new IllegalStateException(name + " does not tell what it uses", e);
    }
  }

  // The address comes from the JVM that was started here.
  @SuppressWarnings("BanJNDI")
  private static JMXConnector connect(long pid) throws IOException, AttachNotSupportedException {
    var machine = VirtualMachine.attach(Long.toString(pid));
    var url = new JMXServiceURL(machine.startLocalManagementAgent());
    machine.detach();
    return JMXConnectorFactory.connect(url);
  }

  private boolean lives(long millis) {
    try {
      return !process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  InetSocketAddress address() {
    return address;
  }

  /** An environment variable that it was started with. */
  String setting(String variable) {
    return Objects.requireNonNull(program.environment.get(variable), variable);
  }

  /** What it has written to its terminal so far. */
  List<String> said() {
    try {
      return Files.exists(output) ? Files.readAllLines(output) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lastWords() {
    var lines = said();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
  }

  long cpuNanos() {
    return Proc.cpuNanos(process.pid());
  }

  /** What of that its compilers have taken. */
  long compilerCpuNanos() {
    return Proc.compilerCpuNanos(process.pid());
  }

  long residentBytes() {
    return Proc.residentBytes(process.pid());
  }

  /** Bytes that its threads have allocated since it started. */
  long allocatedBytes() {
    return (long) attribute(THREADING, "TotalThreadAllocatedBytes");
  }

  /** Bytes of its heap that are in use after whatever could be thrown away has been. */
  long heapAfterCollection() {
    try {
      beans.invoke(MEMORY, "gc", null, null);
      beans.invoke(MEMORY, "gc", null, null);
    } catch (JMException | IOException e) {
      throw new IllegalStateException(name + " does not collect its garbage", e);
    }
    return (long) ((CompositeData) attribute(MEMORY, "HeapMemoryUsage")).get("used");
  }

  private Object attribute(ObjectName bean, String attribute) {
    try {
      return beans.getAttribute(bean, attribute);
    } catch (JMException | IOException e) {
      throw new IllegalStateException(name + " does not tell its " + attribute, e);
    }
  }

  private static ObjectName name(String bean) {
    try {
      return new ObjectName(bean);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it without a word; it is still to be closed. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    try {
      if (connector != null) {
        connector.close();
      }
    } catch (IOException gone) {
      // It is the server that ends here; that the way to its figures broke first is no harm.
      System.out.println(name + ": " + gone.getMessage());
    }
    process.destroy();
    if (lives(TimeUnit.SECONDS.toMillis(STOPS_WITHIN_SECONDS))) {
      process.destroyForcibly();
    }
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }
}
