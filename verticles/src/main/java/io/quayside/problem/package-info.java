/**
 * What goes wrong on the outside, as values: the closed catalogue of codes with their HTTP status,
 * the problem document, and its carrier through a failed future. Every other package may use it; it
 * uses none of them, only the JDK.
 */
package io.quayside.problem;
