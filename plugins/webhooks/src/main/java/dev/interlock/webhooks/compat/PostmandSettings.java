package dev.interlock.webhooks.compat;

import dev.interlock.api.settings.InvalidSetting;
import org.jspecify.annotations.Nullable;

/// `compat: {postmand: …}`: listeners of their own for postmand's API and its health checks. Null:
/// not said; what ends in `OrDefault` is what counts.
///
/// @param port of the API; 8000 where not said, 0 for one that the system chooses
/// @param healthPort of the health checks; 8001 where not said, 0 for one that the system chooses
/// @param auth only `none`: that API knows no keys
/// @param host the address to listen at; loopback where not said
/// @param returnSecret whether secrets are given back there, as postmand did; not where not said
public record PostmandSettings(
    @Nullable Integer port,
    @Nullable Integer healthPort,
    @Nullable String auth,
    @Nullable String host,
    @Nullable Boolean returnSecret) {

  private static final int USUAL_PORT = 8000;
  private static final int USUAL_HEALTH_PORT = 8001;

  public PostmandSettings {
    ListenerRules.checkPort("port", port);
    ListenerRules.checkPort("health_port", healthPort);
    ListenerRules.checkAuth(auth);
    ListenerRules.checkHost(host);
    if (portOr(port, USUAL_PORT) == portOr(healthPort, USUAL_HEALTH_PORT)
        && portOr(port, USUAL_PORT) != 0) {
      throw new InvalidSetting(
          "health_port", "found " + portOr(healthPort, USUAL_HEALTH_PORT) + ", the port itself");
    }
  }

  private static int portOr(@Nullable Integer given, int usual) {
    return given == null ? usual : given;
  }

  public int portOrDefault() {
    return portOr(port, USUAL_PORT);
  }

  public int healthPortOrDefault() {
    return portOr(healthPort, USUAL_HEALTH_PORT);
  }

  public String hostOrDefault() {
    return host == null ? ListenerRules.LOOPBACK : host;
  }

  public boolean returnSecretOrDefault() {
    return Boolean.TRUE.equals(returnSecret);
  }
}
