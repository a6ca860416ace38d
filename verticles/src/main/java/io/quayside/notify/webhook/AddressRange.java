package io.quayside.notify.webhook;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A CIDR block of IPv4 or IPv6. A block of mapped IPv4 addresses is one of IPv4. */
public final class AddressRange {
  private static final int MAPPED_PREFIX_BITS = 96;

  private final byte[] network;
  private final int bits;

  private AddressRange(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /** The block of a text as {@code 10.0.0.0/8}; throws {@link IllegalArgumentException} else. */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] given =
        slash < 0 || text.indexOf('%') >= 0
            ? null
            : NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
    if (given == null || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("not a block of addresses: " + text);
    }
    int bits = Integer.parseInt(text.substring(slash + 1));
    byte[] network = unmapped(given);
    int prefix = network.length < given.length ? bits - MAPPED_PREFIX_BITS : bits;
    if (prefix < 0 || prefix > network.length * Byte.SIZE) {
      throw new IllegalArgumentException("not a block of addresses: " + text);
    }
    return new AddressRange(network, prefix);
  }

  private static byte[] unmapped(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }

  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
