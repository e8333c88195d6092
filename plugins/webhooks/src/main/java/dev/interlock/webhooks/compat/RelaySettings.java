package dev.interlock.webhooks.compat;

import dev.interlock.api.settings.InvalidSetting;
import org.jspecify.annotations.Nullable;

/// `compat: {relay: …}`: the forwarder's API. Null: not said; what ends in `OrDefault` is what
/// counts.
///
/// @param auth only `none`: that API knows no keys
/// @param port of a listener of its own, 0 for one that the system chooses; null: under the host's
///   one port
/// @param host the address that a listener of its own is at; loopback where not said
public record RelaySettings(@Nullable String auth, @Nullable Integer port, @Nullable String host) {

  public RelaySettings {
    ListenerRules.checkPort("port", port);
    ListenerRules.checkAuth(auth);
    ListenerRules.checkHost(host);
    if (host != null && port == null) {
      throw new InvalidSetting(
          "host", "found no port: without one it is served where the host listens");
    }
  }

  public String hostOrDefault() {
    return host == null ? ListenerRules.LOOPBACK : host;
  }
}
