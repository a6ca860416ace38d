package io.quayside.gateway.harness;

import io.quayside.gateway.Main;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command lines of gateways and of the launcher's other commands. */
public final class GatewayCommand {
  private GatewayCommand() {}

  /** The launcher with that command, with the flags that it needs. */
  static List<String> of(String launched) {
    return of(Main.class, launched);
  }

  /** As the other, by another main class, which takes the launcher's arguments. */
  static List<String> of(Class<?> main, String launched) {
    return of(main, main == Main.class ? classes() : testClasses(), launched);
  }

  /** The launcher of the former release, whose classes and libraries are on that path. */
  static List<String> former(String classPath, String launched) {
    return of(Main.class, List.of("-cp", classPath), launched);
  }

  private static List<String> of(Class<?> main, List<String> classes, String launched) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    var flags = System.getProperty("gateway.jvm");
    if (flags == null) {
      throw new IllegalStateException("the build hands the JVM's flags in as -Dgateway.jvm=…");
    }
    command.addAll(List.of(flags.strip().split("\\s+", -1)));
    command.add("-Xmx512m");
    command.addAll(classes);
    command.addAll(List.of(main.getName(), launched));
    return command;
  }

  /**
   * The options by which a JVM finds the gateway's classes. Loaded ones are kept from one gateway
   * to the next by the JVM, in an archive: a start takes two thirds of the CPU. It keeps those of
   * packed class paths only, and says that the JDK's own were loaded with other module options, in
   * lines that are not the gateway's.
   */
  public static List<String> classes() {
    return packagedClassPath()
        .map(
            path ->
                List.of(
                    "-XX:+AutoCreateSharedArchive",
                    "-XX:SharedArchiveFile="
                        + Workspace.output("classes").resolveSibling("classes.jsa"),
                    "-Xlog:disable",
                    "-cp",
                    path))
        .orElseGet(GatewayCommand::testClasses);
  }

  /** The options by which a JVM finds the tests' classes too. */
  public static List<String> testClasses() {
    return List.of("-cp", System.getProperty("java.class.path"));
  }

  /** The class path without the tests' classes, where all else on it is packed. */
  private static Optional<String> packagedClassPath() {
    var path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty() && !entry.endsWith("test-classes"))
            .toList();
    return path.stream().allMatch(entry -> entry.endsWith(".jar"))
        ? Optional.of(String.join(File.pathSeparator, path))
        : Optional.empty();
  }
}
