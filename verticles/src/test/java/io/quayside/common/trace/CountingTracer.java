package io.quayside.common.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tracer that samples everything, and keeps what has begun and what has ended. */
public final class CountingTracer implements Tracer {
  public static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  public final List<String> begun = new ArrayList<>();
  public final List<Map<String, String>> ended = new ArrayList<>();

  private final class OneSpan implements Span {
    private final Map<String, String> tags = new HashMap<>();

    @Override
    public String traceparent() {
      return SAMPLED;
    }

    @Override
    public void tag(String name, String value) {
      tags.put(name, value);
    }

    @Override
    public void tag(String name, long value) {
      tags.put(name, Long.toString(value));
    }

    @Override
    public void end() {
      ended.add(tags);
    }
  }

  @Override
  public Span begin(Stage stage, String parent) {
    begun.add(stage.word() + " beneath " + parent.substring(3, 7));
    return new OneSpan();
  }

  @Override
  public Span begun(Stage stage, String parent, long nanosAgo) {
    return begin(stage, parent);
  }

  @Override
  public Span root(Stage stage) {
    begun.add(stage.word());
    return new OneSpan();
  }

  @Override
  public String ofRequest() {
    return SAMPLED;
  }
}
