package io.quayside.gateway;

/** The launcher. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("java " + Runtime.version());
  }
}
