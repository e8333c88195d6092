package dev.interlock.webhooks.registered.sending;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Registration;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.webhooks.observation.GivenUp;
import dev.interlock.webhooks.observation.LastAttempt;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.store.RegisteredTable;
import dev.interlock.webhooks.registered.store.RegisteredTable.Addition;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The registered webhooks of all hosts on this database, each with its target in the delivery
/// queue. What this host changes counts here at once, what others change within a second. They are
/// loaded in the background, so that a start doesn't wait for the store. Thread-safe; `close` is
/// idempotent.
public final class RegisteredWebhooks implements AutoCloseable {

  private static final long REFRESH_MILLIS = 500;

  private final ConnectorContext context;
  private final GivenUp givenUp;
  private final ScheduledExecutorService refreshing =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("registered-webhooks").factory());

  /// Guarded by this.
  private final Map<UUID, Open> open = new HashMap<>();

  /// Those that can't be opened. Guarded by this.
  private final Map<UUID, Registration> broken = new HashMap<>();

  /// Guarded by this.
  private long seen = -1;

  /// Guarded by this.
  private boolean closed;

  private volatile boolean troubled;

  private record Open(
      RegisteredWebhook webhook, RegisteredTransport transport, DeliveryQueue queue) {}

  /// @param givenUp told of deliveries that were
  public RegisteredWebhooks(ConnectorContext context, GivenUp givenUp) {
    this.context = context;
    this.givenUp = givenUp;
  }

  /// Loads them, and goes on looking for what other hosts change. Where nobody has used the store
  /// yet there is none, and nothing is opened.
  public void start() {
    if (!store().exists()) {
      return;
    }
    var _ =
        refreshing.scheduleWithFixedDelay(
            this::refreshOrWarn, 0, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void refreshOrWarn() {
    try {
      refresh();
      troubled = false;
      if (store().dialect() == StoreDialect.SQLITE) {
        refreshing.shutdown(); // no other host shares it
      }
    } catch (RuntimeException failure) {
      if (!troubled) {
        context.logger().warn("registered webhooks: not read: {}", failure.getMessage());
      }
      troubled = true;
    }
  }

  private synchronized void refresh() {
    if (closed) {
      return;
    }
    RegisteredTable.Changes changes = table().since(seen);
    if (changes.revision() == seen) {
      return;
    }
    changes.changed().forEach(this::applyOrKeep);
    Set<UUID> known = new HashSet<>(open.keySet());
    known.addAll(broken.keySet());
    known.removeAll(changes.ids());
    known.forEach(this::forget);
    seen = changes.revision();
  }

  private Store store() {
    return context.store();
  }

  public RegisteredTable table() {
    return new RegisteredTable(store());
  }

  /// As it stands in the store, whoever changed it last.
  public Optional<RegisteredWebhook> find(UUID id) {
    return table().find(id);
  }

  /// Of that name; a store that nobody has used yet isn't made for it.
  public List<RegisteredWebhook> named(String name) {
    return store().exists() ? table().named(name) : List.of();
  }

  public Addition add(RegisteredWebhook webhook) {
    Addition addition = table().add(webhook);
    if (addition == Addition.ADDED) {
      find(webhook.id()).ifPresent(this::apply);
    }
    return addition;
  }

  /// @param change quick, without side effects
  public Optional<RegisteredWebhook> change(UUID id, UnaryOperator<RegisteredWebhook> change) {
    Optional<RegisteredWebhook> changed = table().change(id, change);
    changed.ifPresent(this::apply);
    return changed;
  }

  /// With its deliveries and their attempts.
  public void remove(UUID id) {
    if (find(id).isEmpty()) {
      forget(id);
      return;
    }
    Deliveries deliveries = context.deliveries();
    deliveries.pause(id.toString());
    deliveries.deleteAll(id.toString());
    table().remove(id);
    forget(id);
    deliveries.deleteAll(id.toString()); // what came in between
  }

  /// Hands over a delivery; false where there is no such webhook.
  ///
  /// @throws dev.interlock.api.delivery.NotStoredException where it can't be accepted
  public boolean enqueue(UUID id, UUID delivery, byte[] payload) {
    Optional<RegisteredWebhook> found = find(id);
    if (found.isEmpty()) {
      forget(id);
      return false;
    }
    RegisteredWebhook webhook = found.get();
    String key = RegisteredTarget.orderKey(webhook);
    apply(webhook)
        .queue
        .enqueue(new NewDelivery(delivery, key, payload, null, null, Duration.ZERO));
    return true;
  }

  /// Sends once, now; nothing of it is kept.
  public CompletableFuture<AttemptResult> sendOnce(RegisteredWebhook webhook, byte[] payload) {
    return transport(webhook)
        .send(
            new OutgoingDelivery(
                UUID.randomUUID(),
                1,
                payload,
                null,
                null,
                context.clock().instant(),
                Duration.ofSeconds(webhook.terms().attempts().timeout())));
  }

  /// How its latest attempt of this host went.
  public synchronized Optional<LastAttempt> last(UUID id) {
    Open known = open.get(id);
    return known == null ? Optional.empty() : known.transport.last();
  }

  private synchronized Open apply(RegisteredWebhook webhook) {
    if (closed) {
      throw new IllegalStateException("the connector has stopped");
    }
    Open known = open.get(webhook.id());
    if (known != null && known.webhook.revision() >= webhook.revision()) {
      return known;
    }
    Deliveries deliveries = context.deliveries();
    if (!webhook.terms().active()) {
      deliveries.pause(webhook.target());
    }
    RegisteredTransport transport = transport(webhook);
    DeliveryQueue queue = deliveries.open(RegisteredTarget.of(webhook), transport);
    if (webhook.terms().active()) {
      deliveries.resume(webhook.target());
    }
    mended(webhook.id());
    Open now = new Open(webhook, transport, queue);
    open.put(webhook.id(), now);
    return now;
  }

  /// One that can't be opened stops none of the others: what waits for it goes on waiting.
  private void applyOrKeep(RegisteredWebhook webhook) {
    mended(webhook.id());
    try {
      apply(webhook);
    } catch (InterlockException failure) {
      String why =
          "%s can't be sent to: %s; give it a secret anew"
              .formatted(webhook.terms().name(), failure.getMessage());
      broken.put(webhook.id(), context.deliveries().keep(webhook.target(), why));
      context.logger().error("webhook={} {}", webhook.id(), why);
    }
  }

  private void mended(UUID id) {
    Registration kept = broken.remove(id);
    if (kept != null) {
      kept.close();
    }
  }

  private RegisteredTransport transport(RegisteredWebhook webhook) {
    return new RegisteredTransport(
        webhook,
        new RegisteredRequest(
            webhook,
            unsealed(webhook.secrets().current()),
            unsealed(webhook.secrets().previous()),
            context.version()),
        context.egress(),
        givenUp);
  }

  /// @throws InterlockException where it was sealed under another key
  public @Nullable Secret unsealed(@Nullable String sealed) {
    return sealed == null ? null : store().unseal(sealed);
  }

  private synchronized void forget(UUID id) {
    mended(id);
    Open gone = open.remove(id);
    if (gone != null) {
      gone.queue.close();
    }
  }

  @Override
  public void close() {
    refreshing.shutdownNow();
    synchronized (this) {
      closed = true;
      open.values().forEach(gone -> gone.queue.close());
      open.clear();
    }
  }
}
