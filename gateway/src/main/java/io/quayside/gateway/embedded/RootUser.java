package io.quayside.gateway.embedded;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. In a user namespace without a mapping root is nobody to the
 * program, but remains the owner of its files to the system.
 */
final class RootUser {
  private static final List<String> NAMESPACE = List.of("unshare", "--user");
  private static final int ANSWER_WITHIN_SECONDS = 10;

  private RootUser() {}

  /** What to put before a command of PostgreSQL's; nothing for an ordinary user. */
  static List<String> prefix() throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    if (!works()) {
      throw new IOException(
          "PostgreSQL refuses to run as root, and this system does not let `unshare --user` help;"
              + " start as another user, or give postgres.uri and kafka.bootstrap");
    }
    return NAMESPACE;
  }

  private static boolean works() throws InterruptedException {
    try {
      var probe =
          new ProcessBuilder(NAMESPACE.get(0), NAMESPACE.get(1), "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      // There is no such program here, which answers the question.
      return false;
    }
  }
}
