package dev.interlock.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Event;
import dev.interlock.api.Json;
import dev.interlock.api.Outcome;
import dev.interlock.api.Preposition;
import dev.interlock.api.PublishOptions;
import dev.interlock.host.bus.BusSchemas;
import dev.interlock.host.config.BoundSection;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.KnownEvents;
import dev.interlock.host.config.References;
import dev.interlock.host.config.SettingsBinder;
import dev.interlock.host.config.StartingFile;
import dev.interlock.host.schema.ConfigSchema;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A plugin that uses everything the host gives, and of which nothing is left.
@Timeout(60)
final class UnloadTest {

  private static final String MEMBERS =
      """
        public record Line(@NotBlank String item, @Min(1) int amount) {}
        public record Order(@NotBlank @Size(max = 20) String customer, List<@jakarta.validation.Valid Line> lines, Kind kind) {}
        public enum Kind { SMALL, LARGE }
        public record Receipt(String text, Duration took) {}
        public record Settings(@NotBlank String salutation, List<Nested> nested, Map<String, Kind> kinds) {}
        public record Nested(@Min(1) int number, Duration every) {
          public Nested {
            if (number == 13) { throw new InvalidSetting("number", "found 13"); }
          }
        }
        static final Event<Order, Receipt> BUY =
            Event.of("buy", Order.class, Receipt.class).summarizedBy(order -> order.customer(), receipt -> receipt.text());
        static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
        private double level = 1;

        public List<Event<?, ?>> events() { return List.of(BUY); }
        public Class<?> configuration() { return Settings.class; }

        public void start(ConnectorContext context) throws Exception {
          Settings settings = context.configuration(Settings.class);
          context.events().replacing(BUY, 1, order -> Decision.replace(new Order(order.customer() + "!", order.lines(), order.kind())));
          context.events().before(BUY, order -> order.customer().equals("nobody!") ? Decision.cancel("nobody") : Decision.proceed());
          context.events().on(BUY, order -> new Receipt(settings.salutation() + order.customer(), Duration.ofMillis(5)));
          context.events().after(BUY, completion -> LOCAL.set(completion));
          context.events().after(BUY, completion -> { throw new IllegalStateException("mine"); });
          context.events().after(EventPattern.parse("after:*"), payload -> payload.body().utf8(), HandlerOptions.named("all"));
          context.routes().route("GET", "/v1/orders", Routes.Scope.READ, new ByteSize(0), request -> RouteReply.empty(204));
          context.meters().gauge("orders.level", this, self -> self.level);
          io.micrometer.core.instrument.Gauge.builder("orders.lambda", () -> settings.nested().size()).strongReference(true).register(context.meters());
          context.meters().counter("orders").increment();
          context.meters().timer("orders.time").record(() -> level++);
          context.logger().info("started {}", settings);
          context.activity().info("started");
          context.schemas().body(Preposition.BEFORE, "buy");
          context.schemas().sample(Preposition.AFTER, "buy", null);
          context.egress().send(
                  dev.interlock.api.egress.EgressRequest.to(java.net.URI.create("http://127.0.0.1:1/"))
                      .addresses(dev.interlock.api.egress.AddressPolicy.OPERATOR).build())
              .handle((reply, failure) -> level++).join();
          getClass().getResource("/META-INF/extensions.idx").openStream().close();
        }
      """;

  private static final String FILE =
      """
      orders:
        salutation: Hi
        nested: [{number: 3, every: 5s}]
        kinds: {a: small}
      """;

  @TempDir private Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void nothingOfAnUnloadedPluginIsLeft() throws Exception {
    Path jar =
        new PluginJars(folder)
            .write("orders.jar", PluginJars.connector("orders", "Orders", MEMBERS));
    Path file = Files.writeString(folder.resolve("webhooks.yaml"), FILE);

    try (Assembled assembled = new Assembled(Duration.ofSeconds(5))) {
      WeakReference<ClassLoader> loader = liveAndGo(assembled, file);

      assertThat(openFiles()).noneMatch(open -> open.contains(jar.getFileName().toString()));
      Files.delete(jar);
      assertThat(collected(loader)).as("the class loader of the plugin is collected").isTrue();
      assertThat(assembled.meters.getMeters())
          .noneMatch(meter -> meter.getId().getName().startsWith("orders"));
    }
  }

  /// In a frame of its own, so that no local of this test holds anything of the plugin.
  private WeakReference<ClassLoader> liveAndGo(Assembled assembled, Path file) throws Exception {
    try (PluginFolder plugins = PluginFolder.load(folder, PluginLock.read(folder), "0.1.0")) {
      assertThat(plugins.rejected()).isEmpty();
      ConnectorTypes types = ConnectorTypes.of(plugins.modules());
      assertThat(types.failures()).isEmpty();
      ConnectorTypes.Type type = types.all().get("orders");

      assembled.connectors.start(types, _ -> bind(file, type));
      assertThat(assembled.state("orders")).isEqualTo("started");
      assertThat(openFiles()).anyMatch(open -> open.contains("orders.jar"));
      exercise(assembled);
      assembled.connectors.replace(types, _ -> bind(file, type), Set.of("orders"));
      exercise(assembled);
      ConfigSchema.of(Map.of("orders", type.settings()));
      StartingFile.render(Map.of("orders", type.settings()), true);

      assembled.connectors.close();
      return new WeakReference<>(type.connector().getClass().getClassLoader());
    }
  }

  private static ConnectorSettings bind(Path file, ConnectorTypes.Type type) {
    ConfigDocument document = ConfigDocument.read(file, References.of(Map.of()), Map.of());
    List<Event<?, ?>> events = new ArrayList<>(type.events());
    BoundSection<?> bound =
        new SettingsBinder(document, KnownEvents.of(events, false)).bind("orders", type.settings());
    assertThat(bound.problems()).isEmpty();
    return new ConnectorSettings.Bound(bound.settings().orElseThrow());
  }

  private static void exercise(Assembled assembled) {
    Json order =
        json(
            "{\"customer\": \"Ada\", \"lines\": [{\"item\": \"tea\", \"amount\": 2}], \"kind\":"
                + " \"small\"}");
    assertThat(assembled.host.publish("buy", order, PublishOptions.DEFAULT))
        .isInstanceOf(Outcome.Completed.class);
    Json vetoed = json("{\"customer\": \"nobody\", \"lines\": [], \"kind\": \"large\"}");
    assertThat(assembled.host.publish("buy", vetoed, PublishOptions.DEFAULT))
        .isInstanceOf(Outcome.Cancelled.class);
    org.assertj.core.api.Assertions.assertThatExceptionOfType(
            dev.interlock.api.InvalidInputException.class)
        .isThrownBy(
            () ->
                assembled.host.publish(
                    "buy", json("{\"customer\": \"\", \"lines\": [{}]}"), PublishOptions.DEFAULT));
    BusSchemas schemas = new BusSchemas(assembled.bus);
    schemas.body(Preposition.AFTER, "buy");
    schemas.sample(Preposition.BEFORE, "buy", null);
    ((io.micrometer.prometheusmetrics.PrometheusMeterRegistry) assembled.meters).scrape();
  }

  private static Json json(String text) {
    return new Json(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean collected(WeakReference<ClassLoader> loader) {
    for (int round = 0; round < 100 && loader.get() != null; round++) {
      System.gc();
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
    return loader.get() == null;
  }

  private static List<String> openFiles() throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          open.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException _) {
          // closed since it was listed
        }
      }
    }
    return open;
  }
}
