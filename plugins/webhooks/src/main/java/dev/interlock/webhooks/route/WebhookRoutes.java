package dev.interlock.webhooks.route;

import dev.interlock.api.EventPattern;
import dev.interlock.api.Json;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.api.http.Routes;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.active.WebhookRegistry;
import dev.interlock.webhooks.request.Bodies;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/webhooks/trigger`: sending by hand; `/.well-known/jwks.json`: the public keys.
final class WebhookRoutes {

  private static final ByteSize NO_BODY = new ByteSize(1024);
  private static final ByteSize MAX_DATA = new ByteSize(1 << 20);

  private final WebhookRegistry registry;
  private final Trigger trigger;

  WebhookRoutes(WebhookRegistry registry, Trigger trigger) {
    this.registry = registry;
    this.trigger = trigger;
  }

  /// @param routes under the host's one port
  void register(Routes routes) {
    routes.route("POST", "/v1/webhooks/trigger", Scope.MANAGE, MAX_DATA, this::trigger);
    PublicKeys keys = new PublicKeys(registry);
    routes.route("GET", "/.well-known/jwks.json", Scope.NONE, NO_BODY, request -> keys.reply());
  }

  private RouteReply trigger(RouteRequest request) {
    try {
      JsonNode body = Bodies.MAPPER.readTree(request.body());
      String target = body.path("target").asString("");
      JsonNode data = body.path("data");
      boolean none = data.isMissingNode() || data.isNull();
      Trigger.Sample sample =
          new Trigger.Sample(
              EventPattern.parse(body.path("hook").asString("")),
              none ? null : new Json(Bodies.MAPPER.writeValueAsBytes(data)),
              body.path("dry_run").asBoolean(false));
      Optional<ActiveWebhook> webhook = registry.find(target);
      if (webhook.isPresent()) {
        return json(trigger.toWebhook(webhook.get(), sample));
      }
      return target.contains("://")
          ? json(trigger.toUrl(target, sample))
          : problem(404, unknown(target));
    } catch (JacksonException _) {
      return problem(400, "expected {\"hook\", \"target\", \"data\", \"dry_run\"} as JSON");
    } catch (IllegalArgumentException e) {
      return problem(422, String.valueOf(e.getMessage()));
    }
  }

  private String unknown(@Nullable String name) {
    StringBuilder known = new StringBuilder();
    for (ActiveWebhook webhook : registry.all()) {
      if (known.length() < 300) {
        known.append(known.isEmpty() ? "" : ", ").append(webhook.definition().name());
      }
    }
    return "found \""
        + name
        + "\", no such webhook; there "
        + (known.isEmpty() ? "is none" : "are: " + known);
  }

  private static RouteReply json(ObjectNode node) {
    return RouteReply.json(200, new Json(Bodies.MAPPER.writeValueAsBytes(node)));
  }

  private static RouteReply problem(int status, String detail) {
    return RouteReply.problem(status, detail);
  }
}
