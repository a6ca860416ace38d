package io.quayside.gateway.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.quayside.common.json.JsonWriter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes each event as one JSON object a line. What a message names as {@code key=value} is in the
 * member {@code fields} too, so that a log store need not parse it: {@code
 * {"time":"…","level":"WARN","node":"10.0.0.1:5701","logger":"…","message":"refused:
 * code=overloaded …","fields":{"code":"overloaded"}}}.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final Pattern FIELD = Pattern.compile("([A-Za-z]+)=(\\{}|[^\\s{}]+)");
  private static final byte[] NONE = new byte[0];

  @Override
  public byte[] headerBytes() {
    return NONE;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var out = new JsonWriter(512).beginObject();
    out.field("time", event.getInstant().toString())
        .field("level", event.getLevel().toString())
        .field("node", node(event))
        .field("logger", event.getLoggerName())
        .field("thread", event.getThreadName())
        .field("message", event.getFormattedMessage());
    fields(out, event);
    var thrown = event.getThrowableProxy();
    if (thrown != null) {
      out.field("cause", OneLineCause.of(thrown));
      if (OneLineCause.isShownWhole(event)) {
        out.field("stackTrace", ThrowableProxyUtil.asString(thrown));
      }
    }
    return (new String(out.endObject().toBytes(), UTF_8) + "\n").getBytes(UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return NONE;
  }

  private static String node(ILoggingEvent event) {
    return event.getLoggerContextVO().getPropertyMap().getOrDefault(Logs.NODE, "-");
  }

  /** The arguments of {@code key={}} in the message, in their order. */
  private static void fields(JsonWriter out, ILoggingEvent event) {
    var template = event.getMessage();
    @Nullable Object @Nullable [] arguments = event.getArgumentArray();
    if (template == null || arguments == null) {
      return;
    }
    var found = FIELD.matcher(template);
    boolean begun = false;
    int argument = 0;
    int from = 0;
    while (found.find()) {
      argument += placeholders(template, from, found.start());
      from = found.end();
      if (found.group(2).equals("{}")) {
        if (argument >= arguments.length) {
          break;
        }
        if (!begun) {
          out.beginObject("fields");
          begun = true;
        }
        out.field(found.group(1), String.valueOf(arguments[argument++]));
      }
    }
    if (begun) {
      out.endObject();
    }
  }

  private static int placeholders(String template, int from, int to) {
    int count = 0;
    for (int at = template.indexOf("{}", from);
        at >= 0 && at < to;
        at = template.indexOf("{}", at + 2)) {
      count++;
    }
    return count;
  }
}
