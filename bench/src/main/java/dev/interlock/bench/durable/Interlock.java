package dev.interlock.bench.durable;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.Outcome;
import dev.interlock.api.embed.EmbeddedHost;
import dev.interlock.bench.Publishers;
import dev.interlock.webhooks.WebhooksConnector;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A whole host with one durable webhook: each event is published, its delivery committed before
/// `publish` returns, signed, posted, and its attempt recorded.
final class Interlock implements Contender {

  /// The body of the request is about 1 KB: this and the envelope.
  record Noted(String text) {}

  /// Two, as of each event at most 64 are under way at once.
  private static final List<Event<Noted, Void>> EVENTS =
      List.of(
          Event.of("noted", Noted.class, Void.class),
          Event.of("remarked", Noted.class, Void.class));

  private final EmbeddedHost host;
  private final Noted input;
  private final Ledger ledger;

  /// @param store the `store` section's url
  Interlock(Path folder, String store, URI sink) throws IOException {
    this.ledger = new Ledger(store);
    this.input = new Noted("x".repeat(620));
    Path file =
        Files.writeString(
            folder.resolve("webhooks.yaml"),
            file(store, "after:noted, after:remarked", sink, 64),
            UTF_8);
    Map<String, Connector> connectors = new LinkedHashMap<>();
    connectors.put("notes", new Notes());
    connectors.put("webhooks", new WebhooksConnector());
    this.host =
        EmbeddedHost.start(new EmbeddedHost.Setup(file, connectors, InstantSource.system()));
  }

  /// An operator's file with one durable webhook.
  static String file(String store, String events, URI sink, int concurrency) {
    return """
    http: {port: 0}
    store: {url: "%s"}
    webhooks:
      - name: record
        events: [%s]
        url: %s
        secret: whsec_aW50ZXJsb2NrIGRlbW8gc2VjcmV0IQ==
        delivery: durable
        concurrency: %d
        max_backlog: 10000000
    """
        .formatted(store, events, sink, concurrency);
  }

  private static final class Notes implements Connector {
    @Override
    public List<Event<?, ?>> events() {
      return List.copyOf(EVENTS);
    }

    @Override
    public void start(ConnectorContext context) {}
  }

  /// Publishes `count`, and waits until as many have been delivered, of those or of others.
  ///
  /// @return seconds for what is one delivery: published and delivered
  double cost(int count) throws Exception {
    long before = ledger.recorded();
    long start = System.nanoTime();
    deliver(count);
    double seconds = (System.nanoTime() - start) / 1e9;
    return seconds * 2 / (count + ledger.recorded() - before);
  }

  @Override
  public void deliver(int count) throws Exception {
    long before = ledger.recorded();
    Publishers.run(count, this::publish);
    while (ledger.recorded() < before + count) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void publish(int caller) {
    switch (host.events().publish(EVENTS.get(caller % EVENTS.size()), input)) {
      case Outcome.Completed<Void> _ -> {}
      case Outcome.Cancelled<Void> cancelled ->
          throw new IllegalStateException(cancelled.toString());
      case Outcome.Failed<Void> failed -> throw new IllegalStateException(failed.toString());
    }
  }

  @Override
  public void close() {
    host.close();
  }
}
