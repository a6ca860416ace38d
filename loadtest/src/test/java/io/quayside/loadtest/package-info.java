/**
 * Load scenarios, written for Gatling. They know a gateway by its address only, speak HTTP and
 * WebSocket to it as any client would, and share no code with the other modules, so that a mistake
 * in our own encoding cannot hide from them.
 */
package io.quayside.loadtest;
