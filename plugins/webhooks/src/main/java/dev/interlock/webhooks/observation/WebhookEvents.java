package dev.interlock.webhooks.observation;

import dev.interlock.api.Event;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/// The notices that this connector defines.
public final class WebhookEvents {

  public static final Event<DeliveryFailed, Void> DELIVERY_FAILED =
      Event.notice("delivery_failed", DeliveryFailed.class)
          .describedAs("A delivery was given up.")
          .summarizedBy(input -> input.webhook() + "  " + input.cause(), result -> "");

  public static final Event<WebhookDisabled, Void> WEBHOOK_DISABLED =
      Event.notice("webhook_disabled", WebhookDisabled.class)
          .describedAs("A webhook was disabled after failures.")
          .summarizedBy(input -> input.webhook() + "  " + input.reason(), result -> "");

  public static final Event<WebhookRecovered, Void> WEBHOOK_RECOVERED =
      Event.notice("webhook_recovered", WebhookRecovered.class)
          .describedAs("A webhook that failed delivers again.")
          .summarizedBy(WebhookRecovered::webhook, result -> "");

  private WebhookEvents() {}

  public static List<Event<?, ?>> all() {
    return List.of(DELIVERY_FAILED, WEBHOOK_DISABLED, WEBHOOK_RECOVERED);
  }

  /// @param webhook its name
  /// @param delivery the `webhook-id` that every try bore
  /// @param event the id of the event that was to be told; empty where none is behind it
  /// @param hook as `after:measure`; empty where no event is behind it
  /// @param attempts how many tries there were
  /// @param cause as `on_failure` names it, or `gone`; `expired` where no try decided
  /// @param message what the last try found
  public record DeliveryFailed(
      @NotNull String webhook,
      @NotNull String delivery,
      @NotNull String event,
      @NotNull String hook,
      int attempts,
      @NotNull String cause,
      @NotNull String message) {}

  /// @param webhook its name
  /// @param reason why, for people
  public record WebhookDisabled(@NotNull String webhook, @NotNull String reason) {}

  /// @param webhook its name
  public record WebhookRecovered(@NotNull String webhook) {}
}
