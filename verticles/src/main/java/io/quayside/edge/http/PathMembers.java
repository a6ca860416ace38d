package io.quayside.edge.http;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.Problem.Place;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a command that HTTP has in its path, and WebSocket in the body: numbers of tenders
 * and documents, SCACs of carriers. All parameters of the path but the shipment's id.
 */
record PathMembers(List<String> names) {
  private static final Set<String> NUMBERS = Set.of("tender", "document");

  static PathMembers of(String path) {
    List<String> names = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (segment.startsWith(":") && !segment.equals(":id")) {
        names.add(segment.substring(1));
      }
    }
    return new PathMembers(List.copyOf(names));
  }

  /**
   * Reads a command from its body and its path.
   *
   * @throws ProblemException validation-failed with every offence of both
   */
  Command parse(CommandType<?> type, Map<String, Object> body, Call call, Instant now) {
    if (names.isEmpty()) {
      return type.parse(body, now);
    }
    Map<String, Object> members = new HashMap<>(body);
    List<Offence> offences = new ArrayList<>(0);
    for (String name : names) {
      if (members.put(name, value(name, call.pathParam(name))) != null) {
        offences.add(Offence.at('/' + name, "is not known here"));
      }
    }
    @Nullable Command command = null;
    try {
      command = type.parse(members, now);
    } catch (ProblemException refused) {
      if (refused.problem().code() != ProblemCode.VALIDATION_FAILED) {
        throw refused;
      }
      refused.problem().errors().forEach(offence -> offences.add(named(offence)));
    }
    if (command == null || !offences.isEmpty()) {
      throw new Problem(
              ProblemCode.VALIDATION_FAILED,
              offences.getFirst().where() + ' ' + offences.getFirst().detail() + '.',
              offences)
          .toException();
    }
    return command;
  }

  private static Object value(String name, String text) {
    return NUMBERS.contains(name) ? Long.valueOf(Preconditions.pathNumber(text)) : text;
  }

  /** An offence of a member of the path is one of a parameter. */
  private Offence named(Offence offence) {
    boolean inPath =
        offence.place() == Place.POINTER && names.contains(offence.where().substring(1));
    return inPath ? Offence.in(offence.where().substring(1), offence.detail()) : offence;
  }
}
