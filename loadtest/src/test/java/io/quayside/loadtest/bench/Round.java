package io.quayside.loadtest.bench;

/**
 * One run of a load against one server, or against the nodes of one cluster.
 *
 * @param messages what the costs are shared out to
 * @param cpuMicros of the servers for each message; those after the last answer included
 * @param compilerMicros what of that the JVMs' compilers have taken
 * @param clientMicros of the load client for each message
 * @param kafkaMicros of the Kafka broker
 * @param postgresMicros of all processes of PostgreSQL
 * @param allocatedBytes of the servers for each message
 * @param residentMiB of the servers, at the end
 */
record Round(
    long messages,
    double perSecond,
    double p50Millis,
    double p99Millis,
    double cpuMicros,
    double compilerMicros,
    double clientMicros,
    double kafkaMicros,
    double postgresMicros,
    double allocatedBytes,
    double residentMiB) {}
