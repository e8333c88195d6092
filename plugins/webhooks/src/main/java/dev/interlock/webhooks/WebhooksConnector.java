package dev.interlock.webhooks;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.command.CommandContext;
import dev.interlock.api.store.TakenOver;
import dev.interlock.api.store.Takeover;
import dev.interlock.webhooks.active.ReachabilityCheck;
import dev.interlock.webhooks.active.WebhookRegistry;
import dev.interlock.webhooks.command.DeliveriesCommand;
import dev.interlock.webhooks.command.ListenCommand;
import dev.interlock.webhooks.command.VerifyCommand;
import dev.interlock.webhooks.command.WebhooksCommand;
import dev.interlock.webhooks.configuration.WebhooksSettings;
import dev.interlock.webhooks.observation.WebhookEvents;
import dev.interlock.webhooks.relay.Relay;
import dev.interlock.webhooks.route.DeliveryApi;
import dev.interlock.webhooks.takeover.PostmandTakeover;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pf4j.Extension;

/// Webhooks on any event: told after it, or asked before it.
@Extension
public final class WebhooksConnector implements Connector {

  private @Nullable WebhookRegistry registry;
  private @Nullable Relay relay;
  private @Nullable DeliveryApi api;

  @Override
  public List<Event<?, ?>> events() {
    return WebhookEvents.all();
  }

  @Override
  public Class<?> configuration() {
    return WebhooksSettings.class;
  }

  @Override
  public List<Object> commands(CommandContext commands) {
    return List.of(
        new WebhooksCommand(commands),
        new DeliveriesCommand(commands),
        new ListenCommand(commands),
        new VerifyCommand(commands));
  }

  @Override
  public Optional<TakenOver> takeOver(Takeover takeover) {
    return takeover.system().equals("postmand")
        ? Optional.of(PostmandTakeover.run(takeover))
        : Optional.empty();
  }

  @Override
  public void start(ConnectorContext given) {
    WebhooksSettings settings = given.configuration(WebhooksSettings.class);
    WebhookRegistry started = new WebhookRegistry(given, settings.webhooks());
    registry = started;
    Duration retention = settings.retention();
    if (retention != null) {
      given.deliveries().retain(retention);
    }
    started.open();
    given.events().on(HostEvents.CHECK, new ReachabilityCheck(started, given.egress()));
    Relay forwarder = Relay.start(settings.compatOrNone().relay(), given);
    relay = forwarder;
    api =
        DeliveryApi.start(
            started,
            settings.compatOrNone().postmand(),
            forwarder == null ? null : forwarder.targets(),
            given);
  }

  @Override
  public void stop() {
    Relay forwarder = relay;
    if (forwarder != null) {
      relay = null;
      forwarder.close();
    }
    DeliveryApi served = api;
    if (served != null) {
      api = null;
      served.close();
    }
    WebhookRegistry started = registry;
    if (started == null) {
      return;
    }
    registry = null;
    started.close();
  }
}
