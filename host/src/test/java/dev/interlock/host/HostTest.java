package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.Outcome;
import dev.interlock.api.RefusedException;
import dev.interlock.api.embed.EmbeddedHost;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.plugin.PluginModule;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HostTest {

  record Name(String text) {}

  record Settings(String salutation) {
    Settings {
      if ("rude".equals(salutation)) {
        throw new InvalidSetting("salutation", "found \"rude\"");
      }
    }
  }

  private static final Event<Name, Name> GREET = Event.of("greet", Name.class, Name.class);

  @TempDir private Path folder;

  /// Greets; `broken` makes its start throw.
  @BeforeEach
  void forget() {
    Greeter.LOG.clear();
  }

  /// Each start has one of its own; all of them write down what happens.
  private static final class Greeter implements Connector {
    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    final List<String> log = LOG;

    @Override
    public List<Event<?, ?>> events() {
      return List.of(GREET);
    }

    @Override
    public Class<?> configuration() {
      return Settings.class;
    }

    @Override
    public void start(ConnectorContext context) {
      String salutation = String.valueOf(context.configuration(Settings.class).salutation());
      log.add("start " + salutation);
      if (salutation.equals("broken")) {
        throw new IllegalStateException("broken");
      }
      context
          .events()
          .before(
              GREET,
              name -> {
                if (name.text().equals("42")) {
                  throw new InvalidInputException(
                      "greet", List.of(new Violation("/text", "found a number")));
                }
                return dev.interlock.api.Decision.proceed();
              });
      context.events().on(GREET, name -> new Name(salutation + ", " + name.text()));
      context.events().after(HostEvents.SHUTDOWN, _ -> log.add("shutdown"));
      context
          .events()
          .after(HostEvents.RELOADED, reload -> log.add("reloaded " + reload.input().sections()));
    }

    @Override
    public void stop() {
      log.add("stop");
    }
  }

  private Path file(String text) throws IOException {
    Path written = Files.writeString(folder.resolve("webhooks.yaml.new"), text);
    return Files.move(
        written, folder.resolve("webhooks.yaml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Host start(Map<String, Connector> connectors) {
    Options options = new Options(folder.resolve("webhooks.yaml"), null, Map.of());
    List<PluginModule> modules =
        connectors.entrySet().stream()
            .map(each -> PluginModule.embedded(each.getKey(), each.getValue()))
            .toList();
    return Host.start(
        Assembly.embedded(options, modules),
        Assembly.read(options),
        Duty.all(null),
        InstantSource.system());
  }

  private static String greeting(Host host) {
    return String.valueOf(host.events().publish(GREET, new Name("Ada")));
  }

  private static List<String> subjects(Host host) {
    return host.readiness().degraded().stream().map(each -> each.subject()).toList();
  }

  @Test
  void aGoodSaveSwapsTheChangedConnectorAndSaysSo() throws IOException {
    file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    Greeter greeter = new Greeter();
    try (Host host = start(Map.of("greeter", greeter));
        Reloading reloading = new Reloading(host)) {
      assertThat(greeting(host)).contains("Hi, Ada");

      file("http: {port: 0}\ngreeter: {salutation: Good day}\n");
      reloading.reload();

      assertThat(greeting(host)).contains("Good day, Ada");
      assertThat(greeter.log).contains("reloaded [greeter]");
      assertThat(subjects(host)).isEmpty();
    }
  }

  @Test
  void aSaveIsNoticed() throws IOException {
    file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    try (Host host = start(Map.of("greeter", new Greeter()));
        Reloading _ = new Reloading(host)) {
      file("http: {port: 0}\ngreeter: {salutation: Hello there}\n");

      await().untilAsserted(() -> assertThat(greeting(host)).contains("Hello there, Ada"));
    }
  }

  @Test
  void aBadSaveChangesNothingAndShowsInReadinessUntilAGoodOne() throws IOException {
    file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    try (Host host = start(Map.of("greeter", new Greeter()));
        Reloading reloading = new Reloading(host)) {
      for (String bad :
          List.of(
              "http: {port: 0}\ngreeter: {salutation: rude}\n",
              "http: {port: 0}\ngreeter: {salutation: [}\n",
              "http: {port: 0}\ngreeter: {salutation: Yo}\nnonsense: 1\n",
              "schedules: [{name: a, publish: none, every: 1s}]\ngreeter: {salutation: Yo}\n")) {
        file(bad);
        reloading.reload();

        assertThat(greeting(host)).contains("Hi, Ada");
        assertThat(subjects(host)).containsExactly("file");
        assertThat(host.readiness().degraded().getFirst().detail()).contains("webhooks.yaml:");
      }
      file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
      reloading.reload();

      assertThat(subjects(host)).isEmpty();
    }
  }

  @Test
  void aConnectorThatFailsToStartAgainRollsEverythingBack() throws IOException {
    file("http: {port: 0}\na: {salutation: Hi}\ngreeter: {salutation: Hi}\n");
    Greeter greeter = new Greeter();
    Recorded other = new Recorded();
    Map<String, Connector> connectors = new java.util.LinkedHashMap<>();
    connectors.put("a", other);
    connectors.put("greeter", greeter);
    try (Host host = start(connectors);
        Reloading reloading = new Reloading(host)) {
      file(
          "http: {port: 0}\n"
              + "a: {salutation: Yo}\n"
              + "greeter: {salutation: broken}\n"
              + "egress: {deny: [10.0.0.0/8]}\n");
      reloading.reload();

      assertThat(greeting(host)).contains("Hi, Ada");
      assertThat(other.log.getLast()).isEqualTo("Hi");
      assertThat(subjects(host)).containsExactly("file");
      assertThat(host.file().egress().deny()).isEmpty();
    }
  }

  /// Remembers with which settings it was started.
  private static final class Recorded implements Connector {
    final List<String> log = new CopyOnWriteArrayList<>();

    @Override
    public Class<?> configuration() {
      return Settings.class;
    }

    @Override
    public void start(ConnectorContext context) {
      log.add(context.configuration(Settings.class).salutation());
    }
  }

  @Test
  void eventsEgressAndSchedulesTakeEffectAndHttpWaitsForARestart() throws IOException {
    file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    Greeter greeter = new Greeter();
    CountDownLatch ticked = new CountDownLatch(1);
    try (Host host = start(Map.of("greeter", greeter));
        Reloading reloading = new Reloading(host)) {
      host.events().after(GREET, _ -> ticked.countDown());
      URI before = host.api();
      file(
          """
          http: {port: 1}
          greeter: {salutation: Hi}
          events: {greet: {before_deadline: 77s}}
          egress: {deny: [10.0.0.0/8]}
          schedules: [{name: tick, publish: greet, every: 100ms, with: {text: x}}]
          """);
      reloading.reload();

      assertThat(subjects(host)).isEmpty();
      assertThat(host.api()).isEqualTo(before);
      assertThat(host.bus().settings().beforeDeadlines())
          .containsEntry("greet", Duration.ofSeconds(77));
      assertThat(host.file().egress().deny()).containsExactly("10.0.0.0/8");
      await().until(() -> ticked.getCount() == 0);
      assertThat(greeter.log.stream().filter(line -> line.startsWith("start"))).hasSize(1);
    }
  }

  @Test
  void anEgressThatCannotBeOpenedChangesNothing() throws IOException {
    file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    Greeter greeter = new Greeter();
    try (Host host = start(Map.of("greeter", greeter));
        Reloading reloading = new Reloading(host)) {
      Files.writeString(folder.resolve("ca.pem"), "no certificate");
      file("http: {port: 0}\ngreeter: {salutation: Yo}\negress: {ca: ca.pem}\n");
      reloading.reload();

      assertThat(greeting(host)).contains("Hi, Ada");
      assertThat(subjects(host)).containsExactly("file");
    }
  }

  @Test
  void aReloadAfterTheCloseTouchesNothing() throws IOException {
    file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    Greeter greeter = new Greeter();
    Host host = start(Map.of("greeter", greeter));
    Reloading reloading = new Reloading(host);
    reloading.close();
    host.close();
    int lines = greeter.log.size();

    file(
        "http: {port: 0}\n"
            + "greeter: {salutation: Yo}\n"
            + "schedules: [{name: a, publish: greet, every: 1s, with: {text: x}}]\n");
    reloading.reload();

    assertThat(greeter.log).hasSize(lines);
  }

  @Test
  void shutdownIsSaidWhileConnectorsStillAnswerAndNothingIsTakenLater() throws IOException {
    file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    Greeter greeter = new Greeter();
    Host host = start(Map.of("greeter", greeter));
    EventBus bus = host.bus();

    host.close();
    host.close();

    assertThat(greeter.log).containsExactly("start Hi", "shutdown", "stop");
    assertThat(bus.inFlight()).isZero();
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> lateEvents(bus).publish(HostEvents.CHECK));
  }

  private static dev.interlock.api.Events lateEvents(EventBus bus) {
    TypeMapping mapping = new TypeMapping();
    return bus.attach(
        new dev.interlock.host.bus.ConnectorIdentity("late", "1"),
        List.of(),
        new EventTypes(mapping, new EventSchemas(mapping)));
  }

  @Test
  void aShutdownHandlerThatHangsDoesNotHoldTheStop() throws IOException {
    file("http: {port: 0}\nshutdown_timeout: 1s\n");
    Host host = start(Map.of());
    host.events().after(HostEvents.SHUTDOWN, _ -> new CountDownLatch(1).await());
    long begin = System.nanoTime();

    host.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aPublishToAStoppingHostIsRefusedButWhatRunsMayFinish() throws Exception {
    file("http: {port: 0}\n");
    Host host = start(Map.of());
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    host.events()
        .on(
            HostEvents.CHECK,
            _ -> {
              running.countDown();
              goOn.await();
              return new HostEvents.Checked(List.of());
            });
    var outcome = new java.util.concurrent.CompletableFuture<Outcome<HostEvents.Checked>>();
    Thread.ofVirtual().start(() -> outcome.complete(host.events().publish(HostEvents.CHECK)));
    running.await();
    Thread closer = Thread.ofVirtual().start(host::close);

    await()
        .untilAsserted(
            () ->
                assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> host.events().publish(HostEvents.STARTUP))
                    .withMessage("startup: the host is stopping"));
    assertThat(outcome).isNotDone();
    goOn.countDown();
    closer.join();
    assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void aBusyPortLeavesNoThreadAndNoPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      file("http: {port: " + taken.getLocalPort() + "}\ngreeter: {salutation: Hi}\n");
      Greeter greeter = new Greeter();
      var before = threads();

      assertThatExceptionOfType(InterlockException.class)
          .isThrownBy(() -> start(Map.of("greeter", greeter)))
          .withMessageContaining("can't listen on 127.0.0.1:" + taken.getLocalPort())
          .withMessageContaining("--port");

      assertThat(greeter.log).isEmpty();
      await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }
  }

  @Test
  void aClosedHostLeavesNoThread() throws IOException {
    file("http: {port: 0}\n");
    start(Map.of()).close();
    var before = threads();

    Host host = start(Map.of());
    assertThat(threads()).isNotEqualTo(before);
    host.close();

    await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
  }

  private static java.util.Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isVirtual())
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("interlock")
                    || name.startsWith("http-")
                    || name.contains("helidon")
                    || name.contains("!"))
        .collect(Collectors.toSet());
  }

  @Test
  void settingsThatCannotBeReadLeaveTheirConnectorDormant() throws IOException {
    file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    Connector odd =
        new Connector() {
          @Override
          public Class<?> configuration() {
            return Gauge.Builder.class;
          }

          @Override
          public void start(ConnectorContext context) {}
        };
    try (Host host = start(Map.of("greeter", new Greeter(), "odd", odd))) {
      assertThat(greeting(host)).contains("Hi, Ada");
      assertThat(host.connectors().reports())
          .anySatisfy(
              report -> {
                assertThat(report.manifest().id()).isEqualTo("odd");
                assertThat(report.state()).isEqualTo("dormant");
              });
    }
  }

  @Test
  void anEmbeddedHostSaysWhyAConnectorFailed() throws IOException {
    Path file = file("http: {port: 0}\ngreeter: {salutation: broken}\n");
    assertThatExceptionOfType(InterlockException.class)
        .isThrownBy(() -> embedded(file, Map.of("greeter", new Greeter())).close())
        .withMessageContaining("greeter: start of greeter threw");

    Map<String, Connector> two = new java.util.LinkedHashMap<>();
    two.put("greeter", new Greeter());
    two.put("other", new Greeter());
    Path good = file("http: {port: 0}\n");
    assertThatExceptionOfType(InterlockException.class)
        .isThrownBy(() -> embedded(good, two).close())
        .withMessageContaining("defined by greeter and by other");
  }

  private static EmbeddedHost embedded(Path file, Map<String, Connector> connectors) {
    return EmbeddedHost.start(new EmbeddedHost.Setup(file, connectors, InstantSource.system()));
  }

  @Test
  void invalidInputFoundByABeforeHandlerIs422() throws Exception {
    Path file = file("http: {port: 0}\ngreeter: {salutation: Hi}\n");
    try (EmbeddedHost host = embedded(file, Map.of("greeter", new Greeter()));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(host.api().resolve("/v1/events/greet"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"42\"}"))
              .build();

      var reply = client.send(request, BodyHandlers.ofString());

      assertThat(reply.statusCode()).isEqualTo(422);
      assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(reply.body()).contains("/text").contains("found a number");
    }
  }

  @Test
  void theHostsKeysAreNoPluginIds() {
    assertThat(BoundFile.HOST_KEYS.keySet())
        .allSatisfy(key -> assertThat(dev.interlock.host.plugin.PluginId.problem(key)).isPresent());
  }
}
