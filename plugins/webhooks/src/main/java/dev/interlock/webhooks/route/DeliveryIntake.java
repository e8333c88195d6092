package dev.interlock.webhooks.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.registered.IdempotentRequest;
import dev.interlock.webhooks.registered.store.IdempotencyTable;
import dev.interlock.webhooks.request.DeliveryId;
import dev.interlock.webhooks.wire.Fields;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import dev.interlock.webhooks.wire.WireJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/// `POST /v1/deliveries`: accepted is on disk when the reply goes out. With an `Idempotency-Key`
/// the same caller's same request is accepted once in 24 hours, and answered alike each time; a
/// crash between is made good by the next repetition. Thread-safe.
final class DeliveryIntake {

  private static final String HEADER = "Idempotency-Key";
  private static final int LONGEST_KEY = 255;

  private final WebhookDirectory directory;
  private final ConnectorContext context;

  DeliveryIntake(WebhookDirectory directory, ConnectorContext context) {
    this.directory = directory;
    this.context = context;
  }

  private record Asked(UUID webhook, String payload) {}

  RouteReply create(RouteRequest request) {
    Asked asked = asked(request.body());
    Optional<String> key = request.header(HEADER);
    if (key.isEmpty()) {
      UUID id = DeliveryId.random(context.clock().instant());
      return reply(id, asked, accept(id, asked));
    }
    checkKey(key.get());
    IdempotencyTable table = new IdempotencyTable(context.store());
    String caller = request.caller();
    IdempotentRequest claimed =
        table.claim(caller, key.get(), hash(request.body()), context.clock().instant());
    if (!claimed.hash().equals(hash(request.body()))) {
      throw WireError.refused(422, HEADER + ": it was used for another request");
    }
    Instant acceptedAt = claimed.acceptedAt();
    if (acceptedAt == null) {
      acceptedAt = accept(claimed.delivery(), asked);
      table.accepted(caller, key.get(), acceptedAt);
    }
    return reply(claimed.delivery(), asked, acceptedAt);
  }

  /// What else a client says of a delivery is the server's to say: it is ignored.
  private static Asked asked(byte[] body) {
    Fields fields = new Fields(WireJson.read(body));
    UUID webhook = fields.id("webhook_id");
    String payload = fields.text("payload");
    if (webhook == null) {
      throw WireError.of(Kind.VALIDATION, "webhook_id: cannot be blank.");
    }
    return new Asked(webhook, payload);
  }

  private static void checkKey(String key) {
    if (key.isEmpty()
        || key.length() > LONGEST_KEY
        || key.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw WireError.of(
          Kind.VALIDATION, HEADER + ": expected 1 to " + LONGEST_KEY + " ASCII characters.");
    }
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Instant accept(UUID id, Asked asked) {
    byte[] payload = asked.payload.getBytes(UTF_8);
    Optional<ActiveWebhook> file = directory.inFile(asked.webhook.toString());
    if (file.isPresent()) {
      toFile(file.get(), id, payload);
    } else if (!directory.registered().enqueue(asked.webhook, id, payload)) {
      throw WireError.of(Kind.WEBHOOK);
    }
    return context
        .deliveries()
        .find(id)
        .map(DeliveryView::times)
        .map(DeliveryView.Times::createdAt)
        .orElseGet(() -> context.clock().instant());
  }

  private static void toFile(ActiveWebhook webhook, UUID id, byte[] payload) {
    if (!webhook.deliver(id, payload)) {
      throw WireError.refused(
          409,
          "the webhook "
              + webhook.definition().name()
              + " of the file takes no deliveries: it needs delivery: durable, and to be enabled");
    }
  }

  private static RouteReply reply(UUID id, Asked asked, Instant at) {
    return WireJson.reply(
        201, DeliveryForm.accepted(id, asked.webhook.toString(), asked.payload, at));
  }
}
