package io.quayside.edge.admin;

import io.quayside.admin.ObjectTable;
import io.quayside.admin.Webhook;
import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.Crockford;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Preconditions;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.LetterFilter;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.letter.LetterState;
import io.quayside.notify.letter.Letters;
import io.quayside.notify.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Dead letters: lists, redrives and discards. */
final class DeadLetterRoutes {
  private static final int MAX_PAGE = 200;
  private static final int PAGE = 50;
  private static final int MAX_REASON = 200;
  private static final int MAX_WORD = 64;
  private static final int ID_LENGTH = 26;
  private static final Set<String> PARAMETERS =
      Set.of(
          "source", "consumer", "code", "shipmentId", "state", "since", "until", "limit", "after");

  private final ObjectTable<Webhook> table;
  private final Writes writes;
  private final Webhooks webhooks;

  DeadLetterRoutes(ObjectTable<Webhook> table, Writes writes, Webhooks webhooks) {
    this.table = table;
    this.writes = writes;
    this.webhooks = webhooks;
  }

  void list(AdminCall call) {
    MultiMap query = call.query();
    Preconditions.noParameters(query, PARAMETERS, call.offences());
    int limit = Preconditions.number(query, "limit", 1, MAX_PAGE, PAGE, call.offences());
    LetterFilter filter =
        new LetterFilter(
            call.tenant(),
            call.principal().allTenants(),
            scope(call.principal()),
            choice(call, "source", LetterSource.WORDS),
            word(call, "consumer"),
            choice(call, "code", LetterSource.CODES),
            shipmentId(call),
            state(call),
            Preconditions.time(call.query(), "since", call.offences()),
            Preconditions.time(call.query(), "until", call.offences()),
            after(call),
            limit + 1);
    call.refuse();
    writes.await(
        call,
        webhooks.withLetters(letters -> letters.letters(filter)),
        found -> call.send(200, page(found, limit)));
  }

  private static JsonWriter page(List<KeptLetter> found, int limit) {
    JsonWriter out = new JsonWriter(4_096).beginObject().beginArray("items");
    List<KeptLetter> shown = found.subList(0, Math.min(limit, found.size()));
    shown.forEach(kept -> kept.write(out).endObject());
    out.endArray();
    if (found.size() > limit) {
      out.field("next", LetterFilter.Place.of(shown.getLast()).toText());
    }
    return out.endObject();
  }

  /** Which letters of its tenant a caller may see; null: all. */
  LetterFilter.@Nullable Scope scope(Principal principal) {
    if (principal.role() == Role.OPERATOR) {
      return null;
    }
    List<String> consumers =
        table.of(principal.tenant()).values().stream()
            .filter(webhook -> webhook.view().isManagedBy(principal))
            .map(webhook -> Webhooks.consumerOf(webhook.webhookId()))
            .toList();
    return new LetterFilter.Scope(consumers, principal.caller());
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    withLetter(
        call,
        kept ->
            writes.await(
                call,
                webhooks.withLetters(letters -> letters.waiting(kept)),
                toVersion -> {
                  JsonWriter out = kept.writeWhole(new JsonWriter(1_024));
                  Integer version = kept.letter().version();
                  if (Letters.isParked(kept) && version != null && toVersion > version) {
                    out.beginObject("waiting")
                        .field("events", toVersion - version)
                        .field("toVersion", toVersion)
                        .endObject();
                  }
                  call.send(200, kept.version(), out.endObject());
                }));
  }

  /** Hands over the letter of the path, if the caller may see it. */
  private void withLetter(AdminCall call, Consumer<KeptLetter> next) {
    String letterId = call.path("letterId");
    writes.await(
        call,
        isId(letterId)
            ? webhooks.withLetters(letters -> letters.letter(letterId))
            : Future.succeededFuture(null),
        kept -> next.accept(visible(kept, call.principal())));
  }

  /** Whether a text may be the id of a letter or job; PostgreSQL is not asked for any other. */
  static boolean isId(String text) {
    return Crockford.isValid(text, ID_LENGTH);
  }

  private KeptLetter visible(@Nullable KeptLetter kept, Principal principal) {
    if (kept != null) {
      String tenant = kept.letter().tenant();
      LetterFilter.Scope scope = scope(principal);
      boolean ofTenant =
          tenant.equals(principal.tenant())
              || (tenant.equals(Letter.NO_TENANT) && principal.allTenants());
      if (ofTenant && (scope == null || scope.holds(kept))) {
        return kept;
      }
    }
    throw new Problem(ProblemCode.DEAD_LETTER_NOT_FOUND, "There is no such dead letter")
        .toException();
  }

  void redrive(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    call.refuseWith(body);
    withLetter(
        call,
        kept ->
            writes.await(
                call,
                webhooks.withLetters(letters -> letters.redrive(kept, call.caller(), ifMatch)),
                after -> send(call, 202, after)));
  }

  void discard(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    String reason = Preconditions.parsed(call.offences(), () -> reason(body));
    withLetter(
        call,
        kept ->
            writes.await(
                call,
                webhooks.withLetters(
                    letters -> letters.discard(kept, reason, call.caller(), ifMatch)),
                after -> send(call, 200, after)));
  }

  private static String reason(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    String reason = fields.text("reason", MAX_REASON);
    fields.verify();
    return reason;
  }

  private static void send(AdminCall call, int status, KeptLetter kept) {
    call.send(status, kept.version(), kept.write(new JsonWriter(1_024)).endObject());
  }

  private static @Nullable String word(AdminCall call, String name) {
    String text = call.query().get(name);
    if (text != null && !RequestFields.isText(text, MAX_WORD)) {
      call.offences().add(Offence.in(name, "must be 1 to " + MAX_WORD + " characters"));
    }
    return text;
  }

  private static @Nullable String choice(AdminCall call, String name, List<String> choices) {
    String text = call.query().get(name);
    if (text != null && !choices.contains(text)) {
      call.offences().add(Offence.in(name, "must be one of " + choices));
    }
    return text;
  }

  private static @Nullable String shipmentId(AdminCall call) {
    String text = call.query().get("shipmentId");
    if (text != null && !CommandId.isShipmentId(text)) {
      call.offences().add(Offence.in("shipmentId", "must be a shipment's id"));
    }
    return text;
  }

  private static @Nullable LetterState state(AdminCall call) {
    String text = call.query().get("state");
    for (LetterState state : LetterState.values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    if (text != null) {
      call.offences()
          .add(Offence.in("state", "must be one of " + Arrays.toString(LetterState.values())));
    }
    return null;
  }

  private static LetterFilter.@Nullable Place after(AdminCall call) {
    String text = call.query().get("after");
    LetterFilter.Place place = text == null ? null : LetterFilter.Place.parse(text);
    if (text != null && place == null) {
      call.offences().add(Offence.in("after", "must be the next of an earlier answer"));
    }
    return place;
  }
}
