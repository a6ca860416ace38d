package io.quayside.cluster;

/** The version of this software, the same as in the build's pom.xml. */
public final class Release {
  public static final String VERSION = "0.2.0";

  private Release() {}
}
