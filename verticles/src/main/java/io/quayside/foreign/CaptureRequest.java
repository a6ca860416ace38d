package io.quayside.foreign;

import io.quayside.auth.Quota;
import io.quayside.common.identity.Principal;
import java.util.List;

/**
 * Records that came together.
 *
 * @param format the name of their format, as {@code epcis}
 */
public record CaptureRequest(
    String format, Principal caller, Quota quota, List<ForeignRecord> records) {}
