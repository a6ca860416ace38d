package io.quayside.log.envelope;

import io.quayside.common.json.StoredFields;

/**
 * A record of the administration topic, without its object.
 *
 * @param subject the record's key: {@code <kind>/<id>}
 * @param version the version that the object has after this record, from 1
 * @param type the event type, as {@code admin.key-created.v1}
 * @param tenant the tenant that the object belongs to
 * @param data the whole object; no members once it is removed
 */
public record AdminRecord(
    String subject, int version, String type, String tenant, StoredFields data) {}
