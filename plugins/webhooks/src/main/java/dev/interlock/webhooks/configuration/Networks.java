package dev.interlock.webhooks.configuration;

import dev.interlock.api.settings.InvalidSetting;
import java.net.InetAddress;

/// Networks as text: `10.0.3.0/24`, `fd00::/8`.
final class Networks {

  private Networks() {}

  static void check(String key, String network) {
    int slash = network.indexOf('/');
    String address = slash < 0 ? "" : network.substring(0, slash);
    try {
      int bits = InetAddress.ofLiteral(address).getAddress().length * 8;
      int prefix = Integer.parseInt(network.substring(slash + 1));
      if (prefix >= 0 && prefix <= bits) {
        return;
      }
    } catch (IllegalArgumentException e) {
      throw invalid(key, network, e);
    }
    throw invalid(key, network, null);
  }

  private static InvalidSetting invalid(
      String key, String network, @org.jspecify.annotations.Nullable Throwable cause) {
    InvalidSetting invalid =
        new InvalidSetting(
            key, "found \"" + network + "\", expected a network such as 10.0.3.7/32 or fd00::/8");
    if (cause != null) {
      invalid.initCause(cause);
    }
    return invalid;
  }
}
