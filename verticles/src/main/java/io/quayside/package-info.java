/** A node of the gateway: {@link io.quayside.Quayside} puts the packages below together. */
package io.quayside;
