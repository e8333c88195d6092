package dev.interlock.bench.fairness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.Outcome;
import dev.interlock.api.embed.EmbeddedHost;
import dev.interlock.webhooks.WebhooksConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A host with a hundred durable webhooks, each for an event of its own.
final class HundredHooks implements AutoCloseable {

  record Noted(String text) {}

  private static final List<Event<Noted, Void>> EVENTS =
      IntStream.range(0, Responders.NUMBER)
          .mapToObj(number -> Event.of("noted" + number, Noted.class, Void.class))
          .toList();

  private static final String PADDING = "x".repeat(500);

  private final EmbeddedHost host;

  HundredHooks(Path folder, String store, Responders responders) throws IOException {
    String hooks =
        IntStream.range(0, Responders.NUMBER)
            .mapToObj(
                number ->
                    "    - {name: hook%d, events: after:noted%d, url: \"%s\"}"
                        .formatted(number, number, responders.url(number)))
            .collect(Collectors.joining("\n"));
    Path file =
        Files.writeString(
            folder.resolve("webhooks.yaml"),
            """
            http: {port: 0}
            store: {url: "%s"}
            webhooks:
              defaults: {secret: s3cr3t, delivery: durable, concurrency: 64, timeout: {connect: 1s, request: 5s}}
              hooks:
            %s
            """
                .formatted(store, hooks),
            UTF_8);
    Map<String, Connector> connectors = new LinkedHashMap<>();
    connectors.put("notes", new Notes());
    connectors.put("webhooks", new WebhooksConnector());
    this.host =
        EmbeddedHost.start(new EmbeddedHost.Setup(file, connectors, InstantSource.system()));
  }

  private static final class Notes implements Connector {
    @Override
    public List<Event<?, ?>> events() {
      return List.copyOf(EVENTS);
    }

    @Override
    public void start(ConnectorContext context) {}
  }

  /// Returns when it is on disk.
  ///
  /// @param moment from which its way is measured
  void publish(int number, long moment) {
    Noted note = new Noted(Responders.MOMENT + moment + ";" + PADDING);
    if (!(host.events().publish(EVENTS.get(number), note) instanceof Outcome.Completed<Void>)) {
      throw new IllegalStateException("noted" + number + " was not accepted");
    }
  }

  @Override
  public void close() {
    host.close();
  }
}
