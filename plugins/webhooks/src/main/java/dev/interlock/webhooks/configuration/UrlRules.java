package dev.interlock.webhooks.configuration;

import dev.interlock.api.settings.InvalidSetting;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a URL must be to be sent to.
public final class UrlRules {

  private UrlRules() {}

  static void check(String key, URI url) {
    String problem = problem(url);
    if (problem != null) {
      throw new InvalidSetting(key, problem);
    }
  }

  /// What is wrong with it, or null. The text bears no userinfo.
  public static @Nullable String problem(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return "expected http:// or https://";
    }
    if (url.getRawUserInfo() != null
        || (url.getRawAuthority() != null && url.getRawAuthority().indexOf('@') >= 0)) {
      return "userinfo is not allowed in a URL: use auth: {basic: {user, password}}";
    }
    if (url.getHost() == null || url.getHost().isEmpty()) {
      return "expected a host such as https://example.com/hooks";
    }
    return url.getRawFragment() == null ? null : "a URL to send to has no fragment";
  }

  /// For people: without userinfo and query.
  public static String shown(URI url) {
    StringBuilder text =
        new StringBuilder().append(url.getScheme()).append("://").append(url.getHost());
    if (url.getPort() >= 0) {
      text.append(':').append(url.getPort());
    }
    return text.append(url.getRawPath() == null ? "" : url.getRawPath()).toString();
  }
}
