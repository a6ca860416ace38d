package io.quayside.edge.mqtt;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonText;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.LetterCodes;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Keeps dead letters of what devices were refused, at most one a minute for each device and code: a
 * device that repeats itself fills nothing. Confined to one event loop.
 */
final class MqttLetters {
  static final String FORMAT = CaptureStore.MQTT;

  /** Devices and codes that are remembered. */
  private static final int MOST = 10_000;

  private static final byte[] NO_ANSWER = {'{', '}'};

  private final BiFunction<Letter, String, Future<KeptLetter>> letters;
  private final CaptureStore captures;
  private final InstantSource clock;

  /** By device and code, the minute of the last letter. */
  private final Map<String, Long> lastMinutes =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  MqttLetters(
      BiFunction<Letter, String, Future<KeptLetter>> letters,
      CaptureStore captures,
      InstantSource clock) {
    this.letters = letters;
    this.captures = captures;
    this.clock = clock;
  }

  /**
   * Keeps a letter of a message that was refused for good, or of which a line was, unless there was
   * one this minute.
   */
  void refused(Publications.Message message, ProblemCode problem) {
    Principal caller = message.grant().principal();
    Instant now = clock.instant();
    long minute = now.getEpochSecond() / 60;
    String key = caller.caller() + '\n' + device(message) + '\n' + problem.code();
    Long last = lastMinutes.put(key, minute);
    if (last != null && last == minute) {
      return;
    }
    byte[] original = original(message);
    Letter letter =
        Letter.ofForeign(
            FORMAT,
            key + '\n' + minute,
            caller.tenant(),
            null,
            original,
            Letter.Cause.now(LetterCodes.of(problem), problem.title(), now));
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    captures
        .keep(
            new CaptureStore.Taken(
                CaptureStore.idOf(FORMAT, caller, original),
                FORMAT,
                caller,
                at,
                at,
                problem.code(),
                original,
                NO_ANSWER))
        .compose(kept -> letters.apply(letter, caller.caller()))
        .onFailure(failure -> Faults.report("keeping a letter of a device", failure));
  }

  /**
   * The device that a message is from: the principal's, else that of the one update that the
   * message is; empty where neither is told. The client id is any text that the sender likes.
   */
  private static String device(Publications.Message message) {
    String device = message.grant().principal().deviceId();
    if (device != null) {
      return device;
    }
    try {
      return Json.parseObject(message.payload()).get("deviceId") instanceof String told ? told : "";
    } catch (ProblemException several) {
      return "";
    }
  }

  /** The payload as lines that name their shipment. */
  private static byte[] original(Publications.Message message) {
    if (PublishTopic.of(message.topic()) instanceof PublishTopic.OfShipment(String shipmentId)) {
      try {
        Map<String, Object> update = new LinkedHashMap<>(Json.parseObject(message.payload()));
        update.putIfAbsent("shipmentId", shipmentId);
        return JsonText.sorted(update);
      } catch (ProblemException malformed) {
        return message.payload();
      }
    }
    return message.payload();
  }
}
