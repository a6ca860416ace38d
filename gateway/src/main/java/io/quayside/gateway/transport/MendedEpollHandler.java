package io.quayside.gateway.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll handler without a defect that Netty has from 4.2.13 on (seen up to 4.2.18).
 *
 * <p>Once a channel is interested in no event at all, Netty removes its file descriptor from the
 * epoll set, but still takes it for a member. The next interest then fails with ENOENT and the
 * channel is closed, together with what was still to be written. This is the state of a connection
 * whose client has ended its output (see {@code ALLOW_HALF_CLOSURE}): there is nothing left to
 * read, and nothing to write until the next answer. The interest that fails is the one of {@code
 * setAutoRead(true)}, or of an answer that the socket's buffer does not take whole.
 *
 * <p>This handler keeps such a descriptor in the set, with the edge-triggered flag alone. The
 * kernel still reports an error or a hang-up, but only once, so the event loop does not spin as it
 * did before 4.2.13 with an empty mask.
 */
final class MendedEpollHandler implements IoHandler {
  private final IoHandler epoll;

  private MendedEpollHandler(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory factory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new MendedEpollHandler(factory.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(epoll.register(handle));
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  private record Registration(IoRegistration epoll) implements IoRegistration {
    @Override
    public long submit(IoOps ops) {
      return epoll.submit(ops.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : ops);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
    public <T> T attachment() {
      return epoll.attachment();
    }

    @Override
    public boolean isValid() {
      return epoll.isValid();
    }

    @Override
    public boolean cancel() {
      return epoll.cancel();
    }
  }
}
