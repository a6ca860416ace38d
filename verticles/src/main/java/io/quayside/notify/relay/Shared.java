package io.quayside.notify.relay;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.trace.Traces;
import io.quayside.notify.lane.EventSource;
import io.quayside.notify.lane.History;
import io.quayside.notify.lane.LaneStore;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What the relays of a node share.
 *
 * @param park parks a dead letter; completes on the relays' event loop once that is durable
 */
record Shared(
    Scheduler scheduler,
    InstantSource clock,
    EventSource source,
    History history,
    LaneStore lanes,
    RelayStore store,
    EventForms forms,
    Function<Letter, Future<KeptLetter>> park,
    StopListener stopped,
    Traces traces,
    String nodeId) {}
