package io.quayside.consumer;

import java.util.Map;

/** What a consumer was built with. */
record Settings(
    String name,
    Map<String, Object> kafka,
    String topic,
    Store store,
    Handlers handlers,
    StartAt startAt,
    int retries,
    Backoff backoff,
    Poison poison,
    int parallel,
    Listener listener) {}
