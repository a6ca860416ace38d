package io.quayside.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MendedEpollHandlerTest {
  private static final int SECONDS = 10;
  private static final int TURNS = 1_000;

  /** More than the sockets' buffers of both sides take. */
  private static final int LARGE = 16 << 20;

  private final BlockingQueue<Channel> halfClosed = new LinkedBlockingQueue<>();
  private final AtomicInteger handled = new AtomicInteger();
  private EventLoopGroup group;
  private Socket client;

  @BeforeEach
  void connect() throws Exception {
    assumeTrue(Epoll.isAvailable(), "needs Linux");
    IoHandlerFactory factory = MendedEpollHandler.factory();
    group =
        new MultiThreadIoEventLoopGroup(
            1, (IoHandlerFactory) executor -> counted(factory.newHandler(executor)));
    var server =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    if (event instanceof ChannelInputShutdownReadComplete) {
                      // In a later turn of the loop, when Netty has dropped all interest.
                      ctx.executor().execute(() -> halfClosed.add(ctx.channel()));
                    }
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    client = new Socket();
    client.connect(server.localAddress());
    client.setSoTimeout(SECONDS * 1000);
    client.shutdownOutput();
  }

  @AfterEach
  void disconnect() throws Exception {
    if (client != null) {
      client.close();
    }
    if (group != null) {
      group.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void shouldKeepAHalfClosedConnectionThatIsReadAgain() throws Exception {
    Channel channel = halfClosed.poll(SECONDS, TimeUnit.SECONDS);

    channel.eventLoop().submit(() -> channel.config().setAutoRead(true)).sync();
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {42})).sync();

    assertThat(client.getInputStream().read()).isEqualTo(42);
  }

  @Test
  void shouldWriteAllToAHalfClosedConnectionWhoseBufferIsFull() throws Exception {
    Channel channel = halfClosed.poll(SECONDS, TimeUnit.SECONDS);

    var written = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[LARGE]));
    channel.eventLoop().submit(() -> {}).sync();
    assertThat(written.isDone()).as("all went into the buffers").isFalse();

    assertThat(client.getInputStream().readNBytes(LARGE)).hasSize(LARGE);
    written.sync();
  }

  @Test
  void shouldHearOfAResetOnceAndNotSpin() throws Exception {
    Channel channel = halfClosed.poll(SECONDS, TimeUnit.SECONDS);
    int before = handled.get();
    client.setSoLinger(true, 0);
    client.close();

    for (int turn = 0; turn < TURNS; turn++) {
      channel.eventLoop().submit(() -> {}).sync();
    }

    assertThat(handled.get() - before).isBetween(1, TURNS / 10);
  }

  /** The handler under test, with the events that it handles counted. */
  private IoHandler counted(IoHandler handler) {
    return (IoHandler)
        Proxy.newProxyInstance(
            IoHandler.class.getClassLoader(),
            new Class<?>[] {IoHandler.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(handler, arguments);
              if (method.getName().equals("run")) {
                handled.addAndGet((int) result);
              }
              return result;
            });
  }
}
