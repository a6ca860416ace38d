package io.quayside.readmodel;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A statement's parameters while its text is written; each is numbered as it is named. */
record Statement(Tuple parameters) {
  Statement() {
    this(Tuple.tuple());
  }

  /** Adds a parameter; the result stands for it in the text. */
  String of(@Nullable Object value) {
    return "$" + parameters.addValue(value).size();
  }

  String of(Instant time) {
    return of(Batch.utc(time));
  }

  /** An array of texts. */
  String of(Collection<String> texts) {
    return "$" + parameters.addArrayOfString(texts.toArray(String[]::new)).size() + "::text[]";
  }
}
