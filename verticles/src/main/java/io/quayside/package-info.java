/**
 * Quayside, a gateway for shipment events. The packages from the door to the cellar: {@code node},
 * {@code edge}, {@code push}, {@code readmodel}, {@code shard}, {@code log}, {@code domain}, {@code
 * common}. A package uses those below it; {@code ArchitectureTest} keeps the order.
 */
package io.quayside;
