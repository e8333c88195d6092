package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.EventPattern;
import dev.interlock.api.Json;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.active.WebhookRegistry;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/webhooks`: what there is, and sending by hand; `/.well-known/jwks.json`: the public keys.
public final class WebhookRoutes {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ByteSize NO_BODY = new ByteSize(1024);
  private static final ByteSize MAX_DATA = new ByteSize(1 << 20);
  private static final int USUAL_LIMIT = 50;

  private final WebhookRegistry registry;
  private final ConnectorContext context;
  private final Trigger trigger;

  public WebhookRoutes(WebhookRegistry registry, ConnectorContext context) {
    this.registry = registry;
    this.context = context;
    this.trigger = new Trigger(context);
  }

  public void register() {
    var routes = context.routes();
    routes.route("GET", "/v1/webhooks", Scope.READ, NO_BODY, this::list);
    routes.route("POST", "/v1/webhooks/trigger", Scope.MANAGE, MAX_DATA, this::trigger);
    routes.route("POST", "/v1/webhooks/{name}/test", Scope.MANAGE, NO_BODY, this::test);
    PublicKeys keys = new PublicKeys(registry);
    routes.route("GET", "/.well-known/jwks.json", Scope.NONE, NO_BODY, request -> keys.reply());
    change("enable", Deliveries::enable);
    change("pause", Deliveries::pause);
    change("resume", Deliveries::resume);
  }

  private void change(String verb, BiConsumer<Deliveries, String> work) {
    context
        .routes()
        .route(
            "POST",
            "/v1/webhooks/{name}/" + verb,
            Scope.MANAGE,
            NO_BODY,
            request -> change(request, work));
  }

  private RouteReply list(RouteRequest request) {
    try {
      int limit = number(request, "limit", USUAL_LIMIT, 1, WebhookListing.MOST);
      int offset = number(request, "offset", 0, 0, Integer.MAX_VALUE);
      return json(WebhookListing.page(registry.all(), limit, offset, context.clock().instant()));
    } catch (NumberFormatException _) {
      return problem(
          400, "limit and offset: expected whole numbers, limit 1 to " + WebhookListing.MOST);
    }
  }

  private static int number(RouteRequest request, String name, int usual, int least, int most) {
    Optional<String> text = request.query(name);
    int number = text.isEmpty() ? usual : Integer.parseInt(text.get());
    if (number < least || number > most) {
      throw new NumberFormatException(name);
    }
    return number;
  }

  private RouteReply trigger(RouteRequest request) {
    try {
      JsonNode body = MAPPER.readTree(request.body());
      String target = body.path("target").asString("");
      JsonNode data = body.path("data");
      boolean none = data.isMissingNode() || data.isNull();
      Trigger.Sample sample =
          new Trigger.Sample(
              EventPattern.parse(body.path("hook").asString("")),
              none ? null : new Json(MAPPER.writeValueAsBytes(data)),
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

  private RouteReply test(RouteRequest request) {
    String name = request.path("name");
    Optional<ActiveWebhook> webhook = registry.find(name);
    if (webhook.isEmpty()) {
      return problem(404, unknown(name));
    }
    return json(
        trigger.toWebhook(webhook.get(), new Trigger.Sample(probe(webhook.get()), null, false)));
  }

  /// The first event that the webhook names; for one with wildcards alone, the host's own `check`.
  private static EventPattern probe(ActiveWebhook webhook) {
    EventPattern first = webhook.definition().events().includes().getFirst();
    return first.isWildcard() ? new EventPattern(false, first.preposition(), "check") : first;
  }

  private RouteReply change(RouteRequest request, BiConsumer<Deliveries, String> work) {
    String name = request.path("name");
    Optional<ActiveWebhook> webhook = registry.find(name);
    if (webhook.isEmpty()) {
      return problem(404, unknown(name));
    }
    if (!webhook.get().definition().identity().enabled()) {
      return problem(409, name + " is switched off in the file: enabled: false");
    }
    work.accept(context.deliveries(), webhook.get().definition().name());
    return json(WebhookListing.entry(webhook.get(), context.clock().instant()));
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
    return RouteReply.json(200, new Json(MAPPER.writeValueAsBytes(node)));
  }

  private static RouteReply problem(int status, String detail) {
    return RouteReply.problem(status, detail);
  }
}
