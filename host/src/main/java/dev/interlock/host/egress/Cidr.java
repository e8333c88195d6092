package dev.interlock.host.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// A network: an address and how many of its leading bits count. IPv4 never matches IPv6.
/// Immutable.
final class Cidr {

  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /// Takes `10.0.0.0/8`, `fd00::/8`, or an address alone, which is its own network.
  ///
  /// @throws IllegalArgumentException saying what was found and what was expected
  static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = LiteralAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw wrong(text);
    }
    int bits = slash < 0 ? address.length * 8 : prefix(text, slash + 1);
    if (bits > address.length * 8) {
      throw wrong(text);
    }
    for (int bit = bits; bit < address.length * 8; bit++) {
      if ((address[bit >> 3] & (0x80 >> (bit & 7))) != 0) {
        throw new IllegalArgumentException(
            "found \""
                + text
                + "\" with bits set beyond its prefix, expected a network: 10.0.0.0/8");
      }
    }
    return new Cidr(address, bits);
  }

  private static int prefix(String text, int from) {
    int length = text.length() - from;
    if (length < 1 || length > 3 || (length > 1 && text.charAt(from) == '0')) {
      throw wrong(text);
    }
    int bits = 0;
    for (int index = from; index < text.length(); index++) {
      int digit = text.charAt(index) - '0';
      if (digit < 0 || digit > 9) {
        throw wrong(text);
      }
      bits = bits * 10 + digit;
    }
    return bits;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "found \"" + text + "\", expected a network: 10.0.3.7/32, 10.0.0.0/8, fd12:3456::/32");
  }

  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = bits >> 3;
    for (int index = 0; index < whole; index++) {
      if (address[index] != network[index]) {
        return false;
      }
    }
    int rest = bits & 7;
    return rest == 0 || ((address[whole] ^ network[whole]) & 0xFF) >>> (8 - rest) == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr cidr && cidr.bits == bits && Arrays.equals(cidr.network, network);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(network) * 31 + bits;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
