package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.host.bus.DefinedEvent;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.plugin.PluginJars;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A plugin whose JAR carries another schema of a known version is refused until the operator
/// accepts it.
@Timeout(120)
final class SchemaAcceptTest {

  private static final String MEMBERS =
      """
      public record Name(String text) {}
      static final Event<Name, Name> GREET = Event.of("greet", Name.class, Name.class);
      public List<Event<?, ?>> events() { return List.of(GREET); }
      public void start(ConnectorContext context) {}
      """;

  @TempDir private Path folder;
  private Options options;

  @BeforeEach
  void firstStart() throws IOException {
    Files.createDirectory(folder.resolve("plugins"));
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        "http: {port: 0}\nstore: {url: 'jdbc:sqlite:data/interlock.db'}\n");
    options = new Options(folder.resolve("webhooks.yaml"), folder.resolve("plugins"), Map.of());
    carry("string");
    try (Host host = start()) {
      assertThat(events(host)).contains("greet");
    }
  }

  /// @param type of the parameter, in the schema
  private void carry(String type) throws IOException {
    String schema =
        "{\"properties\":{\"parameters\":{\"type\":\"object\",\"properties\":{\"text\":"
            + "{\"type\":\""
            + type
            + "\"}}}}}";
    new PluginJars(folder.resolve("plugins"))
        .write(
            "greeter.jar",
            PluginJars.connector("greeter", "Greeter", MEMBERS)
                .resource(
                    "META-INF/interlock/schema/greet.1.json",
                    "{\"before\":" + schema + ",\"after\":" + schema + "}"));
  }

  private Host start() {
    ConfigDocument document = Assembly.read(options);
    return Host.start(
        Assembly.load(options, document), document, Duty.all(null), InstantSource.system());
  }

  private static List<String> events(Host host) {
    return host.bus().events().stream().map(DefinedEvent::type).map(type -> type.name()).toList();
  }

  private static HttpResponse<String> accept(Host host, String event)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI target = URI.create(host.api() + "/v1/events/" + event + "/schema/accept");
      return client.send(
          HttpRequest.newBuilder(target)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static void assertRefused(Host host) {
    assertThat(events(host)).doesNotContain("greet");
    assertThat(host.readiness().degraded())
        .filteredOn(each -> each.subject().equals("plugins/greeter"))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.detail())
                    .contains("the schema of greet version 1 differs")
                    .contains("parameters.text: retyped, from string to integer")
                    .contains("interlock schema accept greet"));
  }

  @Test
  void aRefusedConnectorLoadsAfterItsSchemaWasAcceptedByTheRunningHost() throws Exception {
    carry("integer");
    try (Host host = start()) {
      assertRefused(host);
      assertThat(accept(host, "nothing").statusCode()).isEqualTo(404);
      HttpResponse<String> accepted = accept(host, "greet");
      assertThat(accepted.statusCode()).isEqualTo(200);
      assertThat(accepted.body())
          .isEqualTo("{\"accepted\":[{\"event\":\"greet\",\"version\":1}],\"restart\":true}");
      assertThat(events(host)).doesNotContain("greet");
    }
    try (Host host = start()) {
      assertThat(events(host)).contains("greet");
      assertThat(host.readiness().degraded()).isEmpty();
    }
  }

  @Test
  void withoutARunningHostItIsAcceptedInTheStore() throws Exception {
    carry("integer");
    try (Host host = start()) {
      assertRefused(host);
    }
    try (var offline = OfflineAssembly.load(options, InstantSource.system())) {
      assertThat(offline.acceptSchema("nothing")).isEmpty();
    }
    try (Host host = start()) {
      assertRefused(host);
    }
    try (var offline = OfflineAssembly.load(options, InstantSource.system())) {
      assertThat(offline.acceptSchema("greet")).containsExactly(1);
    }
    try (Host host = start()) {
      assertThat(events(host)).contains("greet");
    }
  }
}
