/**
 * How Quayside says no: the closed list of codes, and one refusal with its offending parts. It
 * knows no other package of Quayside; turning a refusal into an answer is the edge's.
 */
@NullMarked
package io.quayside.common.problem;

import org.jspecify.annotations.NullMarked;
