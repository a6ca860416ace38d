package io.quayside.auth;

/** A tenant's quotas on this node. May be used from every thread. */
public interface Quota {
  /** Of tenants without quotas. */
  Quota UNBOUNDED =
      new Quota() {
        @Override
        public boolean takeRequest() {
          return true;
        }

        @Override
        public int takePositions(int updates) {
          return updates;
        }

        @Override
        public boolean takeSocket() {
          return true;
        }

        @Override
        public void releaseSocket() {}
      };

  /** Takes one HTTP request, or one frame; false if there is none left: {@code rate-limited}. */
  boolean takeRequest();

  /**
   * Takes tracking updates; returns how many of them, counted from the first, are within the quota.
   * The others are {@code rate-limited}.
   */
  int takePositions(int updates);

  /** Takes one socket; false if there is none left. */
  boolean takeSocket();

  /** Gives back one socket that was taken. */
  void releaseSocket();
}
