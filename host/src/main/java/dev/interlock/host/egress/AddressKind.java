package dev.interlock.host.egress;

import java.util.Arrays;
import java.util.List;

/// What an address is for, by the special-purpose registries of IANA. Only `PUBLIC` passes the
/// guard unasked.
enum AddressKind {
  PUBLIC("public"),
  METADATA("cloud metadata", "169.254.169.254/32", "168.63.129.16/32", "fd00:ec2::254/128"),
  LOOPBACK("loopback", "127.0.0.0/8", "::1/128"),
  UNSPECIFIED("unspecified", "0.0.0.0/8", "::/128"),
  PRIVATE("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
  LINK_LOCAL("link-local", "169.254.0.0/16", "fe80::/10"),
  CARRIER_NAT("carrier-grade NAT", "100.64.0.0/10"),
  BROADCAST("broadcast", "255.255.255.255/32"),
  MULTICAST("multicast", "224.0.0.0/4", "ff00::/8"),
  DOCUMENTATION(
      "documentation",
      "192.0.2.0/24",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "2001:db8::/32",
      "3fff::/20"),
  BENCHMARK("benchmark", "198.18.0.0/15", "2001:2::/48"),
  UNIQUE_LOCAL("unique local", "fc00::/7"),
  SITE_LOCAL("site-local", "fec0::/10"),
  MAPPED("IPv4-mapped", "::ffff:0:0/96"),
  COMPATIBLE("IPv4-compatible", "::/96"),
  SIX_TO_FOUR("6to4", "2002::/16", "192.88.99.0/24"),
  TEREDO("Teredo", "2001::/32"),
  TRANSLATED("NAT64", "64:ff9b::/96", "64:ff9b:1::/48"),
  RESERVED("reserved", "192.0.0.0/24", "240.0.0.0/4", "2001::/23"),
  /// On an interface of this host: found by asking the host, not by range.
  OWN("this host's own");

  private static final List<AddressKind> BY_RANGE =
      Arrays.stream(values()).filter(kind -> kind.networks.length > 0).toList();
  private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

  private final String words;

  @SuppressWarnings("ImmutableEnumChecker") // Nobody writes to it.
  private final Cidr[] networks;

  AddressKind(String words, String... networks) {
    this.words = words;
    this.networks = Arrays.stream(networks).map(Cidr::parse).toArray(Cidr[]::new);
  }

  String words() {
    return words;
  }

  /// The first kind in the order above whose range holds the address; of IPv6 whatever is outside
  /// 2000::/3 is reserved.
  static AddressKind of(byte[] address) {
    for (AddressKind kind : BY_RANGE) {
      for (Cidr network : kind.networks) {
        if (network.contains(address)) {
          return kind;
        }
      }
    }
    return address.length == 16 && !GLOBAL_UNICAST.contains(address) ? RESERVED : PUBLIC;
  }
}
