package dev.interlock.host.egress;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.interlock.api.settings.InvalidSetting;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `egress` key of the file.
///
/// @param allow CIDRs that every request may reach, whatever its own policy
/// @param deny CIDRs that no request may reach; comes before everything else
/// @param proxy `http://[user:password@]host:port`; every request goes through it by CONNECT
/// @param proxyResolves whether the proxy resolves names: the guard then sees no address of theirs
/// @param ca PEM certificates trusted besides the platform's
public record EgressSettings(
    List<String> allow,
    List<String> deny,
    @Nullable URI proxy,
    @JsonProperty("proxy_resolves") boolean proxyResolves,
    @Nullable Path ca) {

  public static final EgressSettings DEFAULT =
      new EgressSettings(List.of(), List.of(), null, false, null);

  public EgressSettings(
      @Nullable List<String> allow,
      @Nullable List<String> deny,
      @Nullable URI proxy,
      @JsonProperty("proxy_resolves") boolean proxyResolves,
      @Nullable Path ca) {
    this.allow = checked("allow", allow);
    this.deny = checked("deny", deny);
    this.proxy = proxy;
    this.proxyResolves = proxyResolves;
    this.ca = ca;
    if (proxy != null) {
      checkProxy(proxy);
    }
    if (proxyResolves && proxy == null) {
      throw new InvalidSetting("proxy_resolves", "found true without a proxy, expected proxy: URL");
    }
  }

  private static List<String> checked(String key, @Nullable List<String> networks) {
    if (networks == null) {
      return List.of();
    }
    for (int index = 0; index < networks.size(); index++) {
      try {
        Cidr.parse(networks.get(index));
      } catch (IllegalArgumentException wrong) {
        throw new InvalidSetting(key + "[" + index + "]", String.valueOf(wrong.getMessage()));
      }
    }
    return List.copyOf(networks);
  }

  private static void checkProxy(URI proxy) {
    boolean bare = proxy.getRawPath() == null || proxy.getRawPath().length() <= 1;
    if (!"http".equals(proxy.getScheme())
        || proxy.getHost() == null
        || !bare
        || proxy.getRawQuery() != null) {
      throw new InvalidSetting(
          "proxy", "found another form of URL, expected http://[user:password@]host:port");
    }
  }
}
