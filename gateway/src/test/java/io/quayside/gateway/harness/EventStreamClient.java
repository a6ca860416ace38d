package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A reader of Server-Sent Events that keeps everything it was sent, and waits for more. */
public final class EventStreamClient implements AutoCloseable {
  /** Longer than the pause between two comments. */
  private static final Duration WITHIN = Duration.ofSeconds(20);

  private final HttpResponse<InputStream> response;
  private final List<Sent> sent = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private IOException brokenOff;
  private String retry;
  private boolean ended;

  /** One event; {@code id} is null where it has none. */
  public record Sent(String event, String id, String data) {}

  EventStreamClient(HttpResponse<InputStream> response) {
    this.response = response;
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      String event = null;
      String id = null;
      String data = null;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (data != null) {
            keep(sent, new Sent(event, id, data));
          }
          event = null;
          id = null;
          data = null;
        } else if (line.startsWith("retry: ")) {
          retry(line.substring(7));
        } else if (line.startsWith(":")) {
          keep(comments, line);
        } else if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ") && data == null) {
          data = line.substring(6);
        } else {
          throw new IOException("unexpected: " + line);
        }
      }
      end(null);
    } catch (IOException e) {
      end(e);
    }
  }

  private synchronized <T> void keep(List<T> where, T what) {
    where.add(what);
    notifyAll();
  }

  private synchronized void retry(String millis) {
    retry = millis;
  }

  private synchronized void end(IOException cause) {
    brokenOff = cause;
    ended = true;
    notifyAll();
  }

  /** The answer's header, or null. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  /** What has come so far. */
  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** What came first, be it of what kind it may. */
  public Sent awaitFirst() {
    return await(() -> sent.isEmpty() ? null : sent.getFirst());
  }

  /** The first of a kind. */
  public Sent awaitFirst(String event) {
    return await(
        () -> sent.stream().filter(each -> each.event().equals(event)).findFirst().orElse(null));
  }

  /** All that has come, once the event of that version has. */
  public List<Sent> awaitVersion(int version) {
    return await(() -> versions().contains(version) ? sent() : null);
  }

  /** The versions of the shipment's events that have come, in the order of their coming. */
  public synchronized List<Integer> versions() {
    return sent.stream()
        .filter(each -> each.event().equals("event"))
        .map(each -> Integer.valueOf(each.id()))
        .toList();
  }

  /** The first comment. */
  public String awaitComment() {
    return await(() -> comments.isEmpty() ? null : comments.getFirst());
  }

  /** Waits for the end; the answer is the last {@code retry:}, or null where there was none. */
  public String awaitEnd() throws IOException {
    await(() -> ended ? true : null);
    synchronized (this) {
      if (brokenOff != null) {
        throw brokenOff;
      }
      return retry;
    }
  }

  private synchronized <T> T await(Supplier<T> condition) {
    var deadline = System.nanoTime() + WITHIN.toNanos();
    try {
      for (T met = condition.get(); ; met = condition.get()) {
        if (met != null) {
          return met;
        }
        var left = deadline - System.nanoTime();
        if (left <= 0 || ended) {
          var how =
              ended ? "before the end (" + brokenOff + ")" : "within " + WITHIN.toSeconds() + " s";
          throw new AssertionError("not " + how + "; came: " + sent + " " + comments);
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Leaves, as a browser does whose tab is closed. */
  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
