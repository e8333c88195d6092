package dev.interlock.bench.durable;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.Outcome;
import dev.interlock.api.embed.EmbeddedHost;
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

  static final Event<Noted, Void> NOTED = Event.of("noted", Noted.class, Void.class);

  private final EmbeddedHost host;
  private final Noted input;
  private final Ledger ledger;

  /// @param store the `store` section's url
  Interlock(Path folder, String store, URI sink, Ledger ledger) throws IOException {
    this.ledger = ledger;
    this.input = new Noted("x".repeat(620));
    Path file =
        Files.writeString(
            folder.resolve("webhooks.yaml"),
            """
            http: {port: 0}
            store: {url: "%s"}
            webhooks:
              - name: record
                events: [after:noted]
                url: %s
                secret: whsec_aW50ZXJsb2NrIGRlbW8gc2VjcmV0IQ==
                delivery: durable
                concurrency: 64
            """
                .formatted(store, sink),
            UTF_8);
    Map<String, Connector> connectors = new LinkedHashMap<>();
    connectors.put("notes", new Notes());
    connectors.put("webhooks", new WebhooksConnector());
    this.host =
        EmbeddedHost.start(new EmbeddedHost.Setup(file, connectors, InstantSource.system()));
  }

  /// What the store says of what was delivered.
  @FunctionalInterface
  interface Ledger {
    long open() throws Exception;
  }

  private static final class Notes implements Connector {
    @Override
    public List<Event<?, ?>> events() {
      return List.of(NOTED);
    }

    @Override
    public void start(ConnectorContext context) {}
  }

  @Override
  public void deliver(int count) throws Exception {
    Publishers.run(count, this::publish);
    while (ledger.open() > 0) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void publish() {
    switch (host.events().publish(NOTED, input)) {
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
