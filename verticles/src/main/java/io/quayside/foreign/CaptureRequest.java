package io.quayside.foreign;

import io.quayside.auth.Quota;
import io.quayside.common.identity.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records that came together.
 *
 * @param format the name of their format, as {@code epcis}
 * @param traceparent W3C Trace Context of the request; null for none
 */
public record CaptureRequest(
    String format,
    Principal caller,
    Quota quota,
    List<ForeignRecord> records,
    @Nullable String traceparent) {}
