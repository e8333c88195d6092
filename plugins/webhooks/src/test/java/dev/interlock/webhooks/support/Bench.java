package dev.interlock.webhooks.support;

import dev.interlock.api.Event;
import dev.interlock.api.Events;
import dev.interlock.webhooks.authorization.Authorization;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.WebhookSender;
import dev.interlock.webhooks.delivery.WebhookTransport;
import dev.interlock.webhooks.observation.NoticePublisher;
import dev.interlock.webhooks.observation.WebhookMeters;
import dev.interlock.webhooks.observation.WebhookObserver;
import dev.interlock.webhooks.request.RequestComposer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Everything that one webhook sends with, over real sockets, and what it said and counted.
public final class Bench implements AutoCloseable {

  public final JdkEgress egress = new JdkEgress();
  public final Lines activity = new Lines();
  public final Lines log = new Lines();
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final List<Object> published = new CopyOnWriteArrayList<>();
  public final Webhook webhook;
  public final WebhookObserver observer;
  public final WebhookSender sender;
  public final WebhookTransport transport;
  public final List<String> disabled = new CopyOnWriteArrayList<>();
  private final NoticePublisher notices;

  public Bench(Webhook webhook) {
    this.webhook = webhook;
    this.notices = new NoticePublisher(recordingEvents(), log);
    this.observer =
        new WebhookObserver(
            webhook.name(),
            new WebhookMeters(meters, webhook.name()),
            new WebhookObserver.Channels(activity, log, notices),
            InstantSource.system());
    this.sender =
        new WebhookSender(
            webhook,
            new RequestComposer(webhook, "0.1.0"),
            Authorization.of(webhook.target(), egress, InstantSource.system()),
            egress);
    this.transport = new WebhookTransport(webhook, sender, observer, disabled::add);
  }

  private Events recordingEvents() {
    return (Events)
        Proxy.newProxyInstance(
            Bench.class.getClassLoader(),
            new Class<?>[] {Events.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("publish") && arguments[0] instanceof Event<?, ?>) {
                published.add(arguments[1]);
              }
              return null;
            });
  }

  public double count(String meter, String result) {
    Counter counter = meters.find("interlock.webhook." + meter).tag("result", result).counter();
    return counter == null ? -1 : counter.count();
  }

  public double dropped() {
    return meters.get("interlock.webhook.dropped").counter().count();
  }

  @Override
  public void close() {
    notices.close();
    egress.close();
  }
}
