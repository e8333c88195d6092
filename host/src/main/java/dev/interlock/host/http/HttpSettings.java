package dev.interlock.host.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.host.http.jwt.JwtSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `http` section of the file.
///
/// @param host the address to listen on: an IP literal, or a name of this machine
/// @param port 0 for any free one
/// @param apiKeys who may call by a key
/// @param jwt whose tokens may call; where there are neither keys nor this, only loopback may
/// @param tls null for plain HTTP
/// @param maxBody the largest request body, whatever a route allows
public record HttpSettings(
    String host,
    int port,
    @JsonProperty("api_keys") List<ApiKey> apiKeys,
    @JsonPropertyDescription("Whose tokens may call the API, beside keys or instead of them.")
        @Nullable JwtSettings jwt,
    @Nullable TlsSettings tls,
    @JsonProperty("max_body") ByteSize maxBody) {

  static final String DEFAULT_HOST = "127.0.0.1";
  static final int DEFAULT_PORT = 8080;
  static final ByteSize DEFAULT_MAX_BODY = new ByteSize(1 << 20);
  private static final long LARGEST_BODY = 256L << 20;

  public static final HttpSettings DEFAULT = of(null, null, null, null, null, null);

  public HttpSettings {
    apiKeys = List.copyOf(apiKeys);
    if (host.isBlank()) {
      throw new InvalidSetting("host", "found nothing, expected an address, 127.0.0.1");
    }
    if (port < 0 || port > 65_535) {
      throw new InvalidSetting("port", "found " + port + ", expected 0 to 65535");
    }
    if (maxBody.bytes() < 1 || maxBody.bytes() > LARGEST_BODY) {
      throw new InvalidSetting(
          "max_body", "found " + maxBody + ", expected 1B to " + new ByteSize(LARGEST_BODY));
    }
    requireDistinctNames(apiKeys);
    if (apiKeys.isEmpty() && jwt == null && !isLoopback(host)) {
      throw new InvalidSetting(
          "host",
          "\"%s\" can be reached from other machines: add api_keys: [{name: ops, key: \"${env:OPS_KEY}\","
                  .formatted(host)
              + " scopes: [publish, read, manage]}], or jwt: {jwks_url, issuer, audience}, or use"
              + " host: 127.0.0.1");
    }
  }

  /// Absent values take their defaults.
  @JsonCreator
  public static HttpSettings of(
      @JsonProperty("host") @Nullable String host,
      @JsonProperty("port") @Nullable Integer port,
      @JsonProperty("api_keys") @Nullable List<ApiKey> apiKeys,
      @JsonProperty("jwt") @Nullable JwtSettings jwt,
      @JsonProperty("tls") @Nullable TlsSettings tls,
      @JsonProperty("max_body") @Nullable ByteSize maxBody) {
    return new HttpSettings(
        host == null ? DEFAULT_HOST : host,
        port == null ? DEFAULT_PORT : port,
        apiKeys == null ? List.of() : apiKeys,
        jwt,
        tls,
        maxBody == null ? DEFAULT_MAX_BODY : maxBody);
  }

  public HttpSettings withPort(int number) {
    return new HttpSettings(host, number, apiKeys, jwt, tls, maxBody);
  }

  /// Relative paths count from `folder`, the folder of the file.
  public HttpSettings resolvedAgainst(Path folder) {
    return new HttpSettings(
        host, port, apiKeys, jwt, tls == null ? null : tls.resolvedAgainst(folder), maxBody);
  }

  Binding binding() {
    return new Binding(
        host, port, tls, maxBody, "choose another port with --port, or http.port in the file");
  }

  /// `HOST:PORT` for a caller on this machine.
  public static String authority(String host, int port) {
    String near = host;
    if (isEveryAddress(host)) {
      near = host.contains(":") ? "::1" : "127.0.0.1";
    }
    return (near.contains(":") ? "[" + near + "]" : near) + ":" + port;
  }

  /// Whether this means every address of the machine.
  static boolean isEveryAddress(String host) {
    try {
      return InetAddress.ofLiteral(host).isAnyLocalAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Whether only this machine can reach the address. A name other than localhost is not looked up:
  /// it counts as reachable.
  static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void requireDistinctNames(List<ApiKey> keys) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!names.add(keys.get(i).name())) {
        throw new InvalidSetting(
            "api_keys[" + i + "].name",
            "found \"" + keys.get(i).name() + "\" twice, expected a name of its own");
      }
    }
  }
}
