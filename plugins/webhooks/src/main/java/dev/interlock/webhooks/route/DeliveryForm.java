package dev.interlock.webhooks.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.webhooks.wire.WireJson;
import dev.interlock.webhooks.wire.WireTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Deliveries and attempts in postmand's form.
final class DeliveryForm {

  private static final Set<DeliveryState> PENDING =
      Set.of(DeliveryState.BLOCKED, DeliveryState.PENDING);
  private static final Set<DeliveryState> SUCCEEDED = Set.of(DeliveryState.DELIVERED);
  private static final Set<DeliveryState> FAILED =
      Set.of(
          DeliveryState.FAILED,
          DeliveryState.PARKED,
          DeliveryState.HELD,
          DeliveryState.EXPIRED,
          DeliveryState.CANCELLED,
          DeliveryState.DROPPED,
          DeliveryState.ABANDONED);

  private DeliveryForm() {}

  static ObjectNode of(DeliveryView delivery) {
    byte[] body = delivery.content().body();
    return WireJson.object()
        .put("id", delivery.id().toString())
        .put("webhook_id", WebhookDirectory.idOf(delivery.target()))
        .put("payload", body == null ? "" : new String(body, UTF_8))
        .put("scheduled_at", WireTime.write(delivery.times().dueAt()))
        .put("delivery_attempts", delivery.attempts())
        .put("status", status(delivery.state()))
        .put("created_at", WireTime.write(delivery.times().createdAt()))
        .put("updated_at", WireTime.write(delivery.times().updatedAt()))
        .put("state", word(delivery.state()));
  }

  /// One that has just been accepted.
  static ObjectNode accepted(UUID id, String webhook, String payload, Instant at) {
    String time = WireTime.write(at);
    return WireJson.object()
        .put("id", id.toString())
        .put("webhook_id", webhook)
        .put("payload", payload)
        .put("scheduled_at", time)
        .put("delivery_attempts", 0)
        .put("status", "pending")
        .put("created_at", time)
        .put("updated_at", time)
        .put("state", "pending");
  }

  static ObjectNode of(AttemptView attempt) {
    return WireJson.object()
        .put("id", attempt.id().toString())
        .put("webhook_id", WebhookDirectory.idOf(attempt.target()))
        .put("delivery_id", attempt.delivery().toString())
        .put("raw_request", attempt.report().request())
        .put("raw_response", attempt.report().response())
        .put("response_status_code", attempt.report().status())
        .put("execution_duration", attempt.took().toMillis())
        .put("success", attempt.succeeded())
        .put("error", attempt.report().error())
        .put("created_at", WireTime.write(attempt.at()))
        .put("attempt", attempt.attempt());
  }

  static long size(DeliveryView delivery) {
    byte[] body = delivery.content().body();
    return body == null ? 0 : body.length;
  }

  static long size(AttemptView attempt) {
    return (long) attempt.report().request().length() + attempt.report().response().length();
  }

  private static String status(DeliveryState state) {
    return switch (state) {
      case BLOCKED, PENDING -> "pending";
      case DELIVERED -> "succeeded";
      case FAILED, PARKED, HELD, EXPIRED, CANCELLED, DROPPED, ABANDONED -> "failed";
    };
  }

  static String word(DeliveryState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// Empty for a word that is none.
  static Optional<DeliveryState> state(String word) {
    return Arrays.stream(DeliveryState.values())
        .filter(state -> word(state).equals(word))
        .findFirst();
  }

  /// Which states a status stands for; empty for a word that is none.
  static Optional<Set<DeliveryState>> states(String status) {
    return switch (status) {
      case "pending" -> Optional.of(PENDING);
      case "succeeded" -> Optional.of(SUCCEEDED);
      case "failed" -> Optional.of(FAILED);
      default -> Optional.empty();
    };
  }
}
