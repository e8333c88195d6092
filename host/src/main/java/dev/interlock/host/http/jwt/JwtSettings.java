package dev.interlock.host.http.jwt;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.settings.InvalidSetting;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.InetAddress;
import java.net.URI;

/// Whose tokens may call the API. What is required is checked after it is made, so that everything
/// that is missing is told at once.
///
/// @param jwksUrl where the issuer publishes its keys (RFC 7517): https, or http on loopback
/// @param issuer what `iss` must be, to the letter
/// @param audience what must be among `aud`
public record JwtSettings(
    @NotNull
        @JsonProperty("jwks_url")
        @JsonPropertyDescription("Where the issuer publishes its keys: https, or http on loopback.")
        URI jwksUrl,
    @NotBlank @JsonPropertyDescription("What iss must be.") String issuer,
    @NotBlank @JsonPropertyDescription("What must be among aud.") String audience) {

  public JwtSettings {
    if (jwksUrl != null) {
      checkUrl(jwksUrl);
    }
  }

  private static void checkUrl(URI url) {
    String host = url.getHost();
    if (host == null || host.isEmpty()) {
      throw new InvalidSetting(
          "jwks_url", "found no host, expected https://issuer.example/.well-known/jwks.json");
    }
    if (url.getRawUserInfo() != null) {
      throw new InvalidSetting("jwks_url", "found user and password in it, expected none");
    }
    if (url.getRawFragment() != null) {
      throw new InvalidSetting("jwks_url", "found a fragment (#) in it, expected none");
    }
    boolean near = "http".equals(url.getScheme()) && isLoopback(host);
    if (!near && !"https".equals(url.getScheme())) {
      throw new InvalidSetting(
          "jwks_url",
          "found "
              + url.getScheme()
              + "://"
              + host
              + ", expected https: whoever can change the keys on their way can call the API");
    }
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    try {
      return InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host)
          .isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
