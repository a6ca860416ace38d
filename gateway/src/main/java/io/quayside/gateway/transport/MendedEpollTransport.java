package io.quayside.gateway.transport;

import io.netty.channel.IoHandlerFactory;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.transport.Transport;

/** Vert.x' epoll transport on a {@link MendedEpollHandler}. */
public final class MendedEpollTransport extends EpollTransport {
  private MendedEpollTransport() {}

  /** Vert.x' choice for this machine, with epoll mended; null where Vert.x knows none. */
  public static Transport nativeTransport() {
    Transport chosen = Transport.nativeTransport();
    if (chosen != null && chosen == Transport.EPOLL && chosen.available()) {
      return new TransportInternal(chosen.name(), true, null, new MendedEpollTransport());
    }
    return chosen;
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return MendedEpollHandler.factory();
  }
}
