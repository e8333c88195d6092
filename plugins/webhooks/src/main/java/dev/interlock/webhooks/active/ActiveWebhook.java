package dev.interlock.webhooks.active;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Decision;
import dev.interlock.api.EventPattern;
import dev.interlock.api.EventPayload;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.webhooks.authorization.Authorization;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.AfterWebhook;
import dev.interlock.webhooks.delivery.Time;
import dev.interlock.webhooks.delivery.WebhookSender;
import dev.interlock.webhooks.observation.NoticePublisher;
import dev.interlock.webhooks.observation.WebhookMeters;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.request.RequestComposer;
import dev.interlock.webhooks.verdict.BeforeWebhook;
import org.jspecify.annotations.Nullable;

/// One webhook of the file at work. Thread-safe.
public final class ActiveWebhook {

  private final Webhook definition;
  private final RequestComposer composer;
  private final WebhookObserver observer;
  private final WebhookSender sender;
  private final @Nullable BeforeWebhook before;
  private final @Nullable AfterWebhook after;

  public ActiveWebhook(
      Webhook definition, ConnectorContext context, NoticePublisher notices, Time time) {
    this.definition = definition;
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
    this.before =
        definition.events().has(Preposition.BEFORE)
            ? new BeforeWebhook(definition, sender, observer, context.clock())
            : null;
    this.after =
        definition.events().has(Preposition.AFTER)
            ? new AfterWebhook(definition, sender, observer, time)
            : null;
  }

  /// Registers its handlers, unless it is switched off.
  public void register(ConnectorContext context) {
    if (!definition.identity().enabled()) {
      return;
    }
    HandlerOptions options =
        HandlerOptions.named(definition.name())
            .onTimeout(definition.asking().onFailure().policyFor(FailureCause.TIMEOUT));
    for (EventPattern pattern : definition.events().includes()) {
      switch (pattern.preposition()) {
        case BEFORE -> {
          if (definition.asking().mutate()) {
            context.events().replacing(pattern, payload -> ask(pattern, payload), options);
          } else {
            context.events().before(pattern, payload -> ask(pattern, payload), options);
          }
        }
        case AFTER ->
            context.events().after(pattern, payload -> tell(pattern, payload), options.asInline());
        case ON -> throw new IllegalStateException("webhooks hook before or after");
      }
    }
  }

  private Decision<Json> ask(EventPattern pattern, EventPayload payload)
      throws InterruptedException {
    return before != null && definition.events().tells(pattern, payload.event().name())
        ? before.decide(payload)
        : Decision.proceed();
  }

  private void tell(EventPattern pattern, EventPayload payload) {
    if (after != null && definition.events().tells(pattern, payload.event().name())) {
      after.enqueue(payload);
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

  /// Its queue; null where it is only on before hooks.
  public @Nullable AfterWebhook after() {
    return after;
  }
}
