package io.quayside.gateway.harness;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * A WebSocket through which many frames go without waiting for each one's answer. So many may be
 * unanswered at once, and of each answer only what the caller wants to know is kept.
 */
public final class Pipeline implements AutoCloseable {
  private static final Duration NEXT_ANSWER_WITHIN = Duration.ofSeconds(30);

  private final int unanswered;
  private final WebSocket socket;
  private final CompletableFuture<JsonObject> broken = new CompletableFuture<>();
  private volatile Predicate<JsonObject> answered = frame -> false;

  private Pipeline(HttpClient http, int port, int unanswered) {
    this.unanswered = unanswered;
    this.socket =
        http.newWebSocketBuilder()
            .subprotocols("quayside.v1")
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws"), new Receiver())
            .join();
  }

  static Pipeline connect(HttpClient http, int port, int unanswered) {
    return new Pipeline(http, port, unanswered);
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        var frame = new JsonObject(text.toString());
        text.setLength(0);
        if (!answered.test(frame)) {
          broken.completeExceptionally(
              new AssertionError("unasked, or for a second time: " + frame));
        }
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      broken.completeExceptionally(new AssertionError("closed: " + code + " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      broken.completeExceptionally(error);
    }
  }

  /**
   * Sends so many frames, each with an id of its own, and waits until every one is answered. Fails
   * where one is answered twice, or something comes that nobody asked for.
   *
   * @param frame makes the frame of a place, without id; places count from 0
   * @return what was kept of the answers, in the order of the frames
   */
  public <T> List<T> exchange(
      int count, IntFunction<JsonObject> frame, Function<JsonObject, T> kept) {
    List<T> answers = new ArrayList<>();
    Set<Integer> open = new HashSet<>();
    for (int i = 0; i < count; i++) {
      answers.add(null);
      open.add(i);
    }
    var permits = new Semaphore(unanswered);
    answered =
        answer -> {
          synchronized (answers) {
            var place = Integer.valueOf(answer.getString("id", "-1"));
            if (!open.remove(place)) {
              return false;
            }
            answers.set(place, kept.apply(answer));
          }
          permits.release();
          return true;
        };
    for (int i = 0; i < count; i++) {
      acquire(permits, 1);
      socket.sendText(frame.apply(i).put("id", Integer.toString(i)).encode(), true).join();
    }
    acquire(permits, unanswered);
    expectPong();
    synchronized (answers) {
      return answers;
    }
  }

  /** By the time of the pong whatever else the gateway had to say has come, too. */
  private void expectPong() {
    var pong = new CompletableFuture<JsonObject>();
    answered = frame -> "pong".equals(frame.getString("op")) && pong.complete(frame);
    socket.sendText("{\"op\":\"ping\"}", true).join();
    CompletableFuture.anyOf(pong, broken)
        .orTimeout(NEXT_ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    broken.getNow(null);
  }

  private void acquire(Semaphore permits, int count) {
    try {
      for (int i = 0; i < count; i++) {
        if (!permits.tryAcquire(NEXT_ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError("no answer for " + NEXT_ANSWER_WITHIN.toSeconds() + " s");
        }
        broken.getNow(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
