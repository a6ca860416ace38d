package io.quayside.edge.query;

import io.quayside.common.problem.Problem.Offence;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cursors of one list: texts of one form, in base 64 so that nobody takes them apart. */
record CursorForm(Pattern form) {
  CursorForm(String form) {
    this(Pattern.compile(form));
  }

  static String write(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What the parameter {@code after} stands for; null if it is absent, or noted as an offence. */
  <C> @Nullable C read(MultiMap query, Function<MatchResult, C> reader, List<Offence> offences) {
    String given = query.get("after");
    if (given == null) {
      return null;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(given), StandardCharsets.UTF_8);
      Matcher parts = form.matcher(text);
      if (parts.matches()) {
        return reader.apply(parts);
      }
    } catch (IllegalArgumentException notBase64) {
      // Falls through to the same refusal as any other text that is no cursor.
    }
    offences.add(Offence.in("after", "must be the next of an earlier answer"));
    return null;
  }
}
