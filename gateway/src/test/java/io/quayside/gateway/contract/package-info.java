/**
 * What the published documents say, held against what the gateway does: answers, frames and records
 * against their schemas, and generated bodies against code and schema at once. The harness asks
 * this package about everything that it is sent.
 */
package io.quayside.gateway.contract;
