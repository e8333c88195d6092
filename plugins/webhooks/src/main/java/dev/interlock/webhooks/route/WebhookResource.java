package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.api.settings.Secret;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.RegisteredWebhook.SealedSecrets;
import dev.interlock.webhooks.registered.RegisteredWebhook.Times;
import dev.interlock.webhooks.registered.store.RegisteredTable;
import dev.interlock.webhooks.registered.store.RegisteredTable.Addition;
import dev.interlock.webhooks.route.WebhookDirectory.Found;
import dev.interlock.webhooks.wire.Faults;
import dev.interlock.webhooks.wire.Fields;
import dev.interlock.webhooks.wire.WebhookInput;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import dev.interlock.webhooks.wire.WireJson;
import dev.interlock.webhooks.wire.WireTime;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/webhooks/{id}`: registers, shows, replaces and removes. Webhooks of the file are read-only.
/// Thread-safe.
final class WebhookResource {

  private final WebhookDirectory directory;
  private final WebhookEntries entries;
  private final ConnectorContext context;
  private final AddressCheck addresses;

  WebhookResource(WebhookDirectory directory, WebhookEntries entries, ConnectorContext context) {
    this.directory = directory;
    this.entries = entries;
    this.context = context;
    this.addresses = new AddressCheck(context.egress());
  }

  RouteReply create(RouteRequest request) {
    WebhookInput input = input(request);
    if (input.secret().equals(WebhookInput.MASK)) {
      throw WireError.of(Kind.VALIDATION, "secret_token: there is none yet to keep.");
    }
    Instant now = now();
    UUID id = UUID.randomUUID();
    Addition addition =
        directory
            .registered()
            .add(
                new RegisteredWebhook(
                    id,
                    input.terms(),
                    SealedSecrets.of(sealed(input.secret())),
                    new Times(now, now),
                    0));
    if (addition == Addition.FULL) {
      throw WireError.refused(
          422, "there are " + RegisteredTable.MOST + " webhooks, as many as there may be.");
    }
    return WireJson.reply(201, entries.of(directory.get(id.toString())));
  }

  RouteReply show(RouteRequest request) {
    return WireJson.reply(200, entries.of(directory.get(request.path("id"))));
  }

  RouteReply replace(RouteRequest request) {
    UUID id = writable(request.path("id"));
    WebhookInput input = input(request);
    boolean keeps = input.secret().equals(WebhookInput.MASK);
    SealedSecrets secrets = keeps ? null : SealedSecrets.of(sealed(input.secret()));
    Instant now = now();
    return directory
        .registered()
        .change(
            id,
            known -> {
              RegisteredWebhook replaced = known.with(input.terms(), now);
              return secrets == null ? replaced : replaced.with(secrets, now);
            })
        .map(changed -> WireJson.reply(200, entries.of(new Found.Registered(changed))))
        .orElseThrow(() -> WireError.of(Kind.WEBHOOK));
  }

  /// With its deliveries; of one that isn't there, too.
  RouteReply delete(RouteRequest request) {
    directory.registered().remove(writable(request.path("id")));
    return RouteReply.empty(204);
  }

  /// @throws WireError where it is one of the file, or no id
  private UUID writable(String id) {
    directory
        .inFile(id)
        .ifPresent(
            webhook -> {
              throw WireError.refused(
                  409,
                  "the webhook "
                      + webhook.definition().name()
                      + " stands in the file and is read-only here: change it there");
            });
    if (!Fields.isId(id)) {
      throw WireError.of(Kind.INVALID_ID);
    }
    return UUID.fromString(id);
  }

  private WebhookInput input(RouteRequest request) {
    WebhookInput input = WebhookInput.read(request.body());
    Faults faults = new Faults();
    addresses.refusal(input.terms().url()).ifPresent(reason -> faults.add("url", reason));
    faults.check();
    return input;
  }

  private @Nullable String sealed(String secret) {
    return secret.isEmpty() ? null : context.store().seal(new Secret(secret));
  }

  private Instant now() {
    return WireTime.micros(context.clock().instant());
  }
}
