package dev.interlock.webhooks.authorization;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.webhooks.configuration.AuthSettings;
import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.configuration.Webhook;
import java.net.URLEncoder;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks for a token by the client credentials grant (RFC 6749, 4.4) and reads the answer.
/// Immutable.
final class TokenRequest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final long USUAL_LIFE = 300;
  private static final long LONGEST_LIFE = 86_400;

  private final AuthSettings.OAuth2 settings;
  private final Webhook.Target target;

  TokenRequest(AuthSettings.OAuth2 settings, Webhook.Target target) {
    this.settings = settings;
    this.target = target;
  }

  /// @param life how long it is valid from now on
  record Token(String value, Duration life) {}

  EgressRequest request() {
    String form =
        "grant_type=client_credentials"
            + (settings.scope() == null ? "" : "&scope=" + encode(settings.scope()));
    return EgressRequest.to(settings.tokenUrl())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .header(
            "Authorization",
            Authorization.basic(
                encode(settings.clientId()), encode(settings.clientSecret().reveal())))
        .post(form.getBytes(UTF_8))
        .addresses(target.addresses())
        .tls(target.tls())
        .build();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  Token read(EgressReply reply) {
    if (reply.status() != 200 || reply.truncated()) {
      throw refused("status " + reply.status());
    }
    try {
      JsonNode answer = MAPPER.readTree(reply.body());
      JsonNode token = answer.path("access_token");
      if (!token.isString() || !isPlain(token.stringValue())) {
        throw refused("its answer has no access_token");
      }
      if (!answer.path("token_type").asString("bearer").equalsIgnoreCase("bearer")) {
        throw refused("its token is no bearer token");
      }
      long life = answer.path("expires_in").asLong(USUAL_LIFE);
      return new Token(
          "Bearer " + token.stringValue(), Duration.ofSeconds(Math.clamp(life, 1, LONGEST_LIFE)));
    } catch (JacksonException _) {
      throw refused("its answer is no JSON");
    }
  }

  /// The answer itself stays out of the message: it may bear the token.
  private EgressException refused(String why) {
    EgressException.Cause cause = EgressException.Cause.CONNECT;
    return new EgressException(
        cause, "no token from " + UrlRules.shown(settings.tokenUrl()) + ": " + why, null);
  }

  private static boolean isPlain(String token) {
    return !token.isEmpty()
        && token.length() <= 16_384
        && token.chars().allMatch(c -> c > ' ' && c <= '~');
  }
}
