package dev.interlock.webhooks.authorization;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.egress.Egress;
import dev.interlock.webhooks.configuration.AuthSettings;
import dev.interlock.webhooks.configuration.Webhook;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What stands in `Authorization`. Thread-safe, never blocks.
public interface Authorization {

  /// Null: no such header. Completes exceptionally with an `EgressException` where a token can't be
  /// had.
  CompletableFuture<@Nullable String> value();

  /// Whether another value may be had after a 401.
  default boolean refreshable() {
    return false;
  }

  /// Never gives `value` again.
  default void discard(String value) {}

  static Authorization of(Webhook.Target target, Egress egress, InstantSource clock) {
    AuthSettings auth = target.auth();
    if (auth == null) {
      return fixed(null);
    }
    if (auth.bearer() != null) {
      return fixed("Bearer " + auth.bearer().reveal());
    }
    if (auth.basic() != null) {
      return fixed(basic(auth.basic().user(), auth.basic().password().reveal()));
    }
    AuthSettings.OAuth2 oauth2 = auth.oauth2();
    if (oauth2 == null) {
      throw new IllegalStateException("auth without bearer, basic or oauth2");
    }
    return new ClientCredentials(new TokenRequest(oauth2, target), egress, clock);
  }

  private static Authorization fixed(@Nullable String value) {
    CompletableFuture<@Nullable String> done = CompletableFuture.completedFuture(value);
    return () -> done;
  }

  /// RFC 7617.
  static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(UTF_8));
  }
}
