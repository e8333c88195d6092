package dev.interlock.webhooks.configuration;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// `auth`: exactly one of the three.
public record AuthSettings(
    @Nullable Secret bearer, @Nullable Basic basic, @Nullable OAuth2 oauth2) {

  /// @param user without a colon, which RFC 7617 has no form for
  public record Basic(String user, Secret password) {
    public Basic {
      Required.check("user", user);
      Required.check("password", password);
      if (user.isEmpty() || user.indexOf(':') >= 0) {
        throw new InvalidSetting("user", "expected a name without a colon");
      }
    }
  }

  /// The client credentials grant (RFC 6749, 4.4).
  public record OAuth2(URI tokenUrl, String clientId, Secret clientSecret, @Nullable String scope) {
    public OAuth2 {
      Required.check("token_url", tokenUrl);
      Required.check("client_id", clientId);
      Required.check("client_secret", clientSecret);
      UrlRules.check("token_url", tokenUrl);
    }
  }

  public AuthSettings {
    int given = (bearer == null ? 0 : 1) + (basic == null ? 0 : 1) + (oauth2 == null ? 0 : 1);
    if (given != 1) {
      throw new InvalidSetting(
          "", "found " + given + " of them, expected one of bearer, basic, oauth2");
    }
    if (bearer != null && bearer.reveal().chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new InvalidSetting("bearer", "expected a token of visible ASCII characters");
    }
  }
}
