package io.quayside.admin;

import io.quayside.admin.Partner.Haulage;
import io.quayside.admin.Partner.Place;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Profiles of partners; nothing of them is secret. */
final class PartnerKind implements ObjectKind<Partner> {
  @Override
  public String name() {
    return "partner";
  }

  /** Room for {@link Partner#MAX_LOCATIONS}, whose ids have the greatest length, in ASCII. */
  @Override
  public int maxRecordBytes() {
    return 1_000_000;
  }

  @Override
  public Partner read(Stored stored, StoredFields data, SecretKeys keys) {
    String prefix = Partner.idOf(stored.tenant(), "");
    if (!stored.id().startsWith(prefix)) {
      throw new IllegalArgumentException("tenantid is another tenant's");
    }
    Map<String, Place> locations = new HashMap<>();
    for (StoredFields location : data.objects("locations")) {
      locations.put(
          location.text("id"), new Place(location.text("unLocode"), location.flag("customs")));
      location.end();
    }
    return new Partner(
        stored.id().substring(prefix.length()),
        stored.version(),
        stored.tenant(),
        data.choice("haulage", Haulage.class),
        locations);
  }

  /** Ids of locations may have any characters, so they are values, not names of members. */
  @Override
  public void write(Partner partner, JsonWriter data, SecretKeys keys) {
    data.field("haulage", partner.haulage().name()).beginArray("locations");
    new TreeMap<>(partner.locations())
        .forEach(
            (id, place) -> {
              data.beginObject().field("id", id).field("unLocode", place.unLocode());
              if (place.customs()) {
                data.field("customs", true);
              }
              data.endObject();
            });
    data.endArray();
  }
}
