package io.quayside.edge.admin;

import io.quayside.admin.AdminWriter.Decision;
import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectState;
import io.quayside.admin.ObjectState.Present;
import io.quayside.admin.ObjectStore;
import io.quayside.admin.ObjectTable;
import io.quayside.admin.Partner;
import io.quayside.admin.Partner.Haulage;
import io.quayside.admin.Partner.Place;
import io.quayside.common.json.JsonText;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Scac;
import io.quayside.domain.shipment.UnLocode;
import io.quayside.edge.http.BodyReader;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Profiles of partners that send documents of foreign formats. */
final class PartnerRoutes {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final int MAX_LOCATION_ID = 128;

  private final ObjectTable<Partner> partners;
  private final Writes writes;

  PartnerRoutes(ObjectStore store, Writes writes) {
    this.partners = store.table(ObjectKinds.PARTNER);
    this.writes = writes;
  }

  /** What a request asks for. */
  private record Wanted(Haulage haulage, Map<String, Place> locations) {}

  /** Reads a body that may be longer than those of other objects. */
  void put(Call call) {
    Preconditions.body(call.request(), Set.of("application/json"));
    new BodyReader(call, whole -> put(new AdminCall(whole)), MAX_BYTES).start();
  }

  private void put(AdminCall call) {
    Map<String, Object> body = call.body();
    String name = call.path("partnerId");
    if (!isId(name)) {
      call.offences().add(Offence.in("partnerId", "must be default or " + Scac.DESCRIPTION));
    }
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    Wanted wanted = Preconditions.parsed(call.offences(), () -> parse(body));
    String tenant = call.tenant();
    writes.write(
        call,
        ObjectKinds.PARTNER,
        Partner.idOf(tenant, name),
        ifMatch != null,
        decision(tenant, name, wanted, ifMatch),
        written -> {
          boolean made = written.before() instanceof ObjectState.Absent<Partner>;
          Partner partner = Writes.object(written.after());
          call.send(made ? 201 : 200, partner.version(), write(new JsonWriter(512), partner));
        });
  }

  private static boolean isId(String name) {
    return name.equals(Partner.DEFAULT_ID) || Scac.isValid(name);
  }

  private static Decision<Partner> decision(
      String tenant, String name, Wanted wanted, @Nullable Integer ifMatch) {
    return current -> {
      if (ifMatch != null && !(current instanceof Present<Partner>)) {
        throw new Problem(ProblemCode.VERSION_MISMATCH, "There is no such partner").toException();
      }
      AdminCall.requireVersion(ifMatch, current.version());
      return new Present<>(
          new Partner(name, current.version() + 1, tenant, wanted.haulage, wanted.locations));
    };
  }

  private static Wanted parse(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    Haulage haulage = fields.optionalChoice("haulage", Haulage.class);
    Map<String, Place> locations = new HashMap<>();
    RequestFields given = fields.optionalObject("locations");
    if (given != null && body.get("locations") instanceof Map<?, ?> members) {
      if (members.size() > Partner.MAX_LOCATIONS) {
        fields.note("locations", "may have " + Partner.MAX_LOCATIONS + " members at most");
      }
      for (Object id : members.keySet()) {
        addLocation(locations, given, (String) id);
      }
      given.end();
    }
    fields.verify();
    return new Wanted(haulage == null ? Haulage.CARRIER : haulage, locations);
  }

  private static void addLocation(Map<String, Place> locations, RequestFields given, String id) {
    RequestFields location = given.object(id);
    if (!RequestFields.isText(id, MAX_LOCATION_ID)) {
      given.note(id, "must have a name of 1 to " + MAX_LOCATION_ID + " characters");
    }
    if (location != null) {
      String unLocode = location.code("unLocode", UnLocode::isValid, "a UN/LOCODE");
      boolean customs = Boolean.TRUE.equals(location.optionalBoolean("customs"));
      location.end();
      if (unLocode != null) {
        locations.put(id, new Place(unLocode, customs));
      }
    }
  }

  void list(AdminCall call) {
    NavigableMap<String, Partner> byName = new TreeMap<>();
    partners.of(call.tenant()).values().forEach(one -> byName.put(one.partnerId(), one));
    call.sendPage(byName, PartnerRoutes::isId, PartnerRoutes::write);
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    Partner partner = AdminCall.found(partners.state(id(call)), call.tenant()).object();
    call.send(200, partner.version(), write(new JsonWriter(512), partner));
  }

  private static String id(AdminCall call) {
    return Partner.idOf(call.tenant(), call.path("partnerId"));
  }

  void remove(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    call.refuseWith(body);
    writes.remove(call, ObjectKinds.PARTNER, id(call), ifMatch);
  }

  private static JsonWriter write(JsonWriter out, Partner partner) {
    Map<String, Object> locations = new HashMap<>();
    partner.locations().forEach((id, place) -> locations.put(id, members(place)));
    return out.beginObject()
        .field("partnerId", partner.partnerId())
        .field("version", partner.version())
        .field("tenant", partner.tenant())
        .field("haulage", partner.haulage().name())
        .rawField("locations", JsonText.sorted(locations))
        .endObject();
  }

  private static Map<String, Object> members(Place place) {
    return place.customs()
        ? Map.of("unLocode", place.unLocode(), "customs", true)
        : Map.of("unLocode", place.unLocode());
  }
}
