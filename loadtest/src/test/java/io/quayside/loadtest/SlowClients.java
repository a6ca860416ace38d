package io.quayside.loadtest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Do 2,000 connections that send a byte a second and 1,000 WebSockets whose peers are gone hold up
 * a normal client? Its bookings are timed without them and with them, in turn, in one run. Aimed by
 * {@code -DbaseUrl}; prints a line a phase and the ratio of the medians of p99.
 */
public final class SlowClients {
  private static final int SLOW = 2_000;
  private static final int HALF_OPEN = 1_000;
  private static final int ROUNDS = 3;
  private static final int BOOKINGS = 2_000;
  private static final int WARM_UP = 4_000;
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private static final String SLOW_REQUEST =
      "POST /v1/shipments HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n" + " ".repeat(500);

  private static final String HANDSHAKE =
      """
      GET /v1/ws HTTP/1.1
      Host: quayside
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """;

  private static final String BOOKING =
      """
      {"reference":"PO-4711","shipper":"Nordlicht Pumps","mode":"SEA",
       "origin":{"unLocode":"DEHAM"},"destination":{"unLocode":"SGSIN"},
       "cargo":{"description":"Pumps, crated","packages":12,"grossWeightKg":4870.5}}
      """;

  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();

  private SlowClients(URI base) {
    this.base = base;
  }

  public static void main(String[] arguments) throws Exception {
    new SlowClients(URI.create(Target.fromSystemProperties().baseUrl())).run();
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf("%d bookings to warm up ...%n", WARM_UP);
    book(WARM_UP, 0);
    List<Double> alone = new ArrayList<>();
    List<Double> crowded = new ArrayList<>();
    System.out.printf("%-8s %10s %10s %10s%n", "", "p50 ms", "p99 ms", "max ms");
    for (int round = 1; round <= ROUNDS; round++) {
      alone.add(report("alone", book(BOOKINGS, BETWEEN_NANOS)));
      try (var crowd = new Crowd()) {
        crowded.add(report("crowded", book(BOOKINGS, BETWEEN_NANOS)));
        System.out.printf("         (%d of the crowd were cut off)%n", crowd.cutOff());
      }
    }
    System.out.printf("p99 crowded / alone: %.2f%n", median(crowded) / median(alone));
  }

  private static double report(String phase, long[] nanos) {
    Arrays.sort(nanos);
    double p99 = nanos[nanos.length * 99 / 100] / 1e6;
    System.out.printf(
        "%-8s %10.2f %10.2f %10.2f%n",
        phase, nanos[nanos.length / 2] / 1e6, p99, nanos[nanos.length - 1] / 1e6);
    return p99;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Books at a steady pace; the answer is how long each took, from when it was due. */
  private long[] book(int count, long betweenNanos) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve("/v1/shipments"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(BOOKING))
            .build();
    var taken = new long[count];
    long due = System.nanoTime();
    for (int i = 0; i < count; i++) {
      due = Math.max(due + betweenNanos, betweenNanos == 0 ? System.nanoTime() : 0);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      var answer = http.send(request, BodyHandlers.discarding());
      if (answer.statusCode() != 201) {
        throw new IOException("a booking was answered with " + answer.statusCode());
      }
      taken[i] = System.nanoTime() - due;
    }
    return taken;
  }

  /** Those who are slow, and those who are gone without a word. */
  private final class Crowd implements AutoCloseable {
    private final List<SocketChannel> slow = new ArrayList<>();
    private final List<SocketChannel> halfOpen = new ArrayList<>();
    private final Thread writer = new Thread(this::writeByteByByte, "slow-clients");
    private volatile boolean over;
    private volatile int cutOff;

    Crowd() throws IOException {
      for (int i = 0; i < SLOW; i++) {
        slow.add(connect());
      }
      for (int i = 0; i < HALF_OPEN; i++) {
        var socket = connect();
        socket.write(ByteBuffer.wrap(HANDSHAKE.replace("\n", "\r\n").getBytes(US_ASCII)));
        halfOpen.add(socket);
      }
      // What is measured is a crowd that is there, not its arrival: all have had their answer.
      for (var socket : halfOpen) {
        socket.read(ByteBuffer.allocate(1_024));
      }
      writer.start();
    }

    private SocketChannel connect() throws IOException {
      return SocketChannel.open(new InetSocketAddress(base.getHost(), base.getPort()));
    }

    int cutOff() {
      return cutOff;
    }

    private void writeByteByByte() {
      var bytes = SLOW_REQUEST.getBytes(US_ASCII);
      for (int second = 0; !over; second++) {
        long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        int gone = 0;
        for (var socket : slow) {
          try {
            socket.write(ByteBuffer.wrap(bytes, second % bytes.length, 1));
          } catch (IOException closed) {
            // The gateway has cut it off.
            gone++;
          }
        }
        if (!over) {
          cutOff = gone;
        }
        try {
          TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    @Override
    public void close() throws IOException {
      over = true;
      writer.interrupt();
      for (var socket : slow) {
        socket.close();
      }
      for (var socket : halfOpen) {
        socket.close();
      }
    }
  }
}
