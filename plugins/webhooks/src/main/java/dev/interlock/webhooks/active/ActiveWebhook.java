package dev.interlock.webhooks.active;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Decision;
import dev.interlock.api.EventPattern;
import dev.interlock.api.EventPayload;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.TargetStatus;
import dev.interlock.webhooks.authorization.Authorization;
import dev.interlock.webhooks.condition.OrderKey;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.AfterWebhook;
import dev.interlock.webhooks.delivery.WebhookSender;
import dev.interlock.webhooks.delivery.WebhookTransport;
import dev.interlock.webhooks.observation.NoticePublisher;
import dev.interlock.webhooks.observation.WebhookMeters;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.request.RequestComposer;
import dev.interlock.webhooks.verdict.BeforeGate;
import dev.interlock.webhooks.verdict.BeforeWebhook;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One webhook of the file at work. Its target in the host's queue takes what is told after events,
/// and has the breaker for what is asked before them. Thread-safe once `open` has returned.
public final class ActiveWebhook {

  private final Webhook definition;
  private final ConnectorContext context;
  private final RequestComposer composer;
  private final WebhookObserver observer;
  private final WebhookSender sender;
  private @Nullable DeliveryQueue queue;

  public ActiveWebhook(Webhook definition, ConnectorContext context, NoticePublisher notices) {
    this.definition = definition;
    this.context = context;
    this.composer = new RequestComposer(definition, context.version());
    this.observer =
        new WebhookObserver(
            definition.name(),
            new WebhookMeters(context.meters(), definition.name()),
            new WebhookObserver.Channels(context.activity(), context.logger(), notices),
            context.clock());
    this.sender =
        new WebhookSender(
            definition,
            composer,
            Authorization.of(definition.target(), context.egress(), context.clock()),
            context.egress());
  }

  /// Opens its target and registers its handlers, unless it is switched off. Called once.
  public void open() {
    if (!definition.identity().enabled()) {
      var _ = context.deliveries().keep(definition.name(), "");
      return;
    }
    DeliveryQueue opened =
        context
            .deliveries()
            .open(
                definition.queueTarget(),
                new WebhookTransport(definition, sender, observer, this::note));
    queue = opened;
    enableIfEdited(opened.status());
    if (definition.telling().durability() == Durability.MEMORY) {
      observer.meters().queueDepth(() -> opened.status().waiting());
    }
    HandlerOptions options =
        HandlerOptions.named(definition.name())
            .onTimeout(definition.asking().onFailure().policyFor(FailureCause.TIMEOUT));
    for (EventPattern pattern : definition.events().includes()) {
      switch (pattern.preposition()) {
        case BEFORE -> openBefore(pattern, opened, options);
        case AFTER -> {
          AfterWebhook after = new AfterWebhook(definition, opened, observer);
          context
              .events()
              .after(
                  pattern,
                  payload -> tell(pattern, after, payload),
                  options.asInline().admittedBy(event -> refusal(pattern, opened, event)));
        }
        case ON -> throw new IllegalStateException("webhooks hook before or after");
      }
    }
  }

  private void openBefore(EventPattern pattern, DeliveryQueue opened, HandlerOptions options) {
    boolean durable = definition.telling().durability() == Durability.DURABLE;
    BeforeWebhook before =
        new BeforeWebhook(
            definition, sender, observer, BeforeGate.of(opened, durable), context.clock());
    if (definition.asking().mutate()) {
      context.events().replacing(pattern, payload -> ask(pattern, before, payload), options);
    } else {
      context.events().before(pattern, payload -> ask(pattern, before, payload), options);
    }
  }

  private Decision<Json> ask(EventPattern pattern, BeforeWebhook before, EventPayload payload)
      throws InterruptedException {
    return definition.events().tells(pattern, payload.event().name())
        ? before.decide(payload)
        : Decision.proceed();
  }

  private Optional<String> refusal(EventPattern pattern, DeliveryQueue opened, String event) {
    return definition.events().tells(pattern, event) ? opened.refusal() : Optional.empty();
  }

  private void tell(EventPattern pattern, AfterWebhook after, EventPayload payload) {
    if (definition.events().tells(pattern, payload.event().name())) {
      after.tell(payload);
    }
  }

  /// Where it was disabled and nobody could note the entry, it is this one.
  private void enableIfEdited(TargetStatus status) {
    TargetStatus.Disabled disabled = status.disabled();
    if (disabled == null) {
      return;
    }
    DisabledEntry entry = DisabledEntry.parse(disabled.reason());
    if (entry.isEdited(definition.identity().fingerprint())) {
      context.deliveries().enable(definition.name());
      context.logger().info("webhook={} was edited: enabled again", definition.name());
    } else if (entry.fingerprint().isEmpty()) {
      note(entry.reason());
    }
  }

  /// The entry that was disabled is noted beside the reason.
  private void note(String reason) {
    String entry = DisabledEntry.format(reason, definition.identity().fingerprint());
    try {
      context.deliveries().disable(definition.name(), entry);
    } catch (InterlockException | IllegalStateException e) {
      context.logger().warn("webhook={} an edit won't enable it: not noted", definition.name(), e);
    }
  }

  public Webhook definition() {
    return definition;
  }

  public RequestComposer composer() {
    return composer;
  }

  public WebhookSender sender() {
    return sender;
  }

  public WebhookObserver observer() {
    return observer;
  }

  /// How its target stands; empty where it is switched off.
  public Optional<TargetStatus> status() {
    DeliveryQueue opened = queue;
    return opened == null ? Optional.empty() : Optional.of(opened.status());
  }

  /// Hands over a body that comes from no event. False where this webhook keeps nothing in the
  /// store, or is switched off.
  ///
  /// @throws dev.interlock.api.delivery.NotStoredException where it can't be accepted
  public boolean deliver(UUID id, byte[] body) {
    DeliveryQueue opened = queue;
    if (opened == null
        || !definition.events().has(Preposition.AFTER)
        || definition.telling().durability() != Durability.DURABLE) {
      return false;
    }
    String key = definition.telling().order() == null ? null : OrderKey.WHOLE;
    opened.enqueue(new NewDelivery(id, key, body, null, null, Duration.ZERO));
    return true;
  }
}
