package io.quayside.loadtest;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A server on one event loop, whose CPU time and allocation are those of that loop's thread.
 *
 * @param thread the id of the event loop's thread
 * @param answered counts the requests that the server was handed
 */
record MeasuredServer(String name, int port, long thread, AtomicLong answered) {
  private static final int CONNECTIONS = 32;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** One event loop, so that one thread does all the work of a server. */
  static VertxOptions options() {
    return new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true);
  }

  /** Sends one request after the other over each connection, for that long. */
  void measure(NetClient client, String request, long nanos, boolean shown) {
    long answeredBefore = answered.get();
    long cpu = THREADS.getThreadCpuTime(thread);
    long bytes = THREADS.getThreadAllocatedBytes(thread);
    long end = System.nanoTime() + nanos;
    Future.all(
            IntStream.range(0, CONNECTIONS)
                .mapToObj(
                    i ->
                        client
                            .connect(port, "127.0.0.1")
                            .compose(socket -> ask(socket, request, end)))
                .toList())
        .await();
    long requests = answered.get() - answeredBefore;
    if (shown) {
      System.out.printf(
          "%-16s %,9d requests %6.2f us %,6d bytes%n",
          name,
          requests,
          (THREADS.getThreadCpuTime(thread) - cpu) / 1e3 / requests,
          (THREADS.getThreadAllocatedBytes(thread) - bytes) / requests);
    }
  }

  private static Future<Void> ask(NetSocket socket, String request, long end) {
    Promise<Void> closed = Promise.promise();
    socket.closeHandler(closed::complete);
    socket.handler(
        answer -> {
          var unused = System.nanoTime() < end ? socket.write(request) : socket.close();
        });
    return socket.write(request).compose(written -> closed.future());
  }
}
