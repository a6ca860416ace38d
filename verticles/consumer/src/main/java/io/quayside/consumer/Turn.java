package io.quayside.consumer;

/** The work of one thread on events, as those see it that may want it to end. */
interface Turn {
  /** Whether nothing more is to begin. */
  boolean isClosed();

  /** Whether what is under way is to be rolled back. */
  boolean isAbandoned();

  /** Tells in which transaction a handler runs; null once it has ended. */
  void uses(StoreTransaction transaction);

  /** Work that nobody ends. */
  Turn ENDLESS =
      new Turn() {
        @Override
        public boolean isClosed() {
          return false;
        }

        @Override
        public boolean isAbandoned() {
          return false;
        }

        @Override
        public void uses(StoreTransaction transaction) {
          // Nobody aborts it.
        }
      };
}
