package io.quayside.notify.relay.aws;

import io.quayside.notify.relay.target.Outgoing;
import java.util.List;
import java.util.Map;

/** One API's call for several events. Blocks. */
interface BatchClient extends AutoCloseable {
  /** Sends up to 10 events; by their places in the list, those that failed, and why. */
  Map<Integer, EntryFault> send(List<Outgoing> events);

  @Override
  void close();

  /**
   * Why one event failed.
   *
   * @param isSenders whether it will fail whenever it is sent
   */
  record EntryFault(String code, boolean isSenders) {}
}
