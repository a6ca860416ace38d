package io.quayside.notify.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Which addresses may be connected to: those that are allowed explicitly, and public ones. */
public final class AddressRules {
  private static final List<AddressRange> NOT_PUBLIC_4 =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3");

  private static final AddressRange PUBLIC_6 = AddressRange.parse("2000::/3");
  private static final List<AddressRange> NOT_PUBLIC_6 =
      ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private final List<AddressRange> allowed;

  /** Public addresses, and those in these ranges. */
  public AddressRules(List<AddressRange> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  private static List<AddressRange> ranges(String... texts) {
    return List.of(texts).stream().map(AddressRange::parse).toList();
  }

  /** Whether an address may be connected to. */
  boolean isAllowed(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (isIn(allowed, bytes)) {
      return true;
    }
    return address instanceof Inet4Address
        ? !isIn(NOT_PUBLIC_4, bytes)
        : PUBLIC_6.contains(bytes) && !isIn(NOT_PUBLIC_6, bytes);
  }

  /** As {@link #isAllowed}, of an IPv6 literal that maps an IPv4 address: never public. */
  boolean isAllowedMapped(InetAddress mapped) {
    return isIn(allowed, mapped.getAddress());
  }

  private static boolean isIn(List<AddressRange> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
