package io.quayside.gateway;

import io.quayside.cluster.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version and the commit that this gateway was built from. */
record BuildInfo(String version, String commit) {
  private static final String UNKNOWN = "unknown";

  /** What the build has noted; unknown where the classes were compiled without it. */
  static BuildInfo read() {
    var properties = new Properties();
    try (var file = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (file != null) {
        properties.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var commit = properties.getProperty("git.commit.id", UNKNOWN);
    var dirty = Boolean.parseBoolean(properties.getProperty("git.dirty"));
    return new BuildInfo(Release.VERSION, dirty ? commit + ", changed" : commit);
  }

  @Override
  public String toString() {
    return "%s (commit %s)".formatted(version, commit);
  }
}
