package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.Outcome;
import dev.interlock.api.RefusedException;
import dev.interlock.api.RefusedException.Code;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.plugin.PluginModule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A host of which a part doesn't run yet.
@Timeout(60)
final class OpeningTest {

  record Name(String text) {}

  private static final Event<Name, Name> GREET = Event.of("greet", Name.class, Name.class);

  @TempDir private Path folder;
  private volatile boolean broken = true;
  private final AtomicInteger startups = new AtomicInteger();
  private final CountDownLatch started = new CountDownLatch(1);

  /// Greets, and has a path; another one may fail to start.
  private final Connector greeter =
      new Connector() {
        @Override
        public List<Event<?, ?>> events() {
          return List.of(GREET);
        }

        @Override
        public void start(ConnectorContext context) {
          context.events().on(GREET, name -> name);
          context.events().after(HostEvents.STARTUP, _ -> startups.incrementAndGet());
          context
              .routes()
              .route(
                  "GET",
                  "/greeted",
                  Routes.Scope.READ,
                  new ByteSize(0),
                  _ -> RouteReply.empty(204));
        }
      };

  private void startUnlessBroken(ConnectorContext context) {
    if (broken) {
      throw new IllegalStateException("no luck yet");
    }
    context.events().before(GREET, name -> dev.interlock.api.Decision.cancel("guarded"));
    started.countDown();
  }

  private Host start(String file) throws IOException {
    Files.writeString(folder.resolve("webhooks.yaml"), file);
    Options options = new Options(folder.resolve("webhooks.yaml"), null, Map.of());
    List<PluginModule> modules =
        List.of(
            PluginModule.embedded("greeter", greeter),
            PluginModule.embedded("guard", this::startUnlessBroken));
    return Host.start(
        Assembly.embedded(options, modules),
        Assembly.read(options),
        Duty.all(null),
        InstantSource.system());
  }

  private static HttpResponse<String> send(Host host, String method, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(host.api() + path))
              .header("Content-Type", "application/json")
              .header("interlock-hops", "1")
              .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "{}"))
              .build();
      return client.send(request, BodyHandlers.ofString());
    }
  }

  @Test
  void eventsFromOutsideAreRefusedUntilEveryConnectorRuns() throws Exception {
    try (Host host = start("http: {port: 0}\n")) {
      HttpResponse<String> refused = send(host, "POST", "/v1/events/greet");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(refused.body()).contains("\"code\":\"not_ready\"", "plugins/guard");
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> host.events().publish(GREET, new Name("Ada")))
          .extracting(RefusedException::code)
          .isEqualTo(Code.NOT_READY);
      assertThat(startups).hasValue(0);

      broken = false;

      await().atMost(Duration.ofSeconds(20)).until(() -> host.opened().isDone());
      assertThat(host.events().publish(GREET, new Name("Ada")))
          .isInstanceOf(Outcome.Cancelled.class);
      assertThat(startups).hasValue(1);
    }
  }

  @Test
  void meanwhileWhatIsThereAnswersAndTheRestIsNotReadyInsteadOfMissing() throws Exception {
    try (Host host = start("http: {port: 0}\n")) {
      assertThat(send(host, "GET", "/healthz").statusCode()).isEqualTo(200);
      HttpResponse<String> ready = send(host, "GET", "/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("\"not_ready\"", "plugins/guard", "no luck yet");
      assertThat(send(host, "GET", "/greeted").statusCode()).isEqualTo(204);
      assertThat(send(host, "GET", "/v1/events").body()).contains("greet");
      HttpResponse<String> unknown = send(host, "GET", "/guarded");
      assertThat(unknown.statusCode()).isEqualTo(503);
      assertThat(unknown.body()).contains("\"code\":\"not_ready\"");
      assertThat(send(host, "POST", "/v1/events/guarded").body()).contains("\"not_ready\"");
      assertThat(send(host, "POST", "/v1/events/check").body())
          .contains("plugins/guard", "no luck yet");
    }
  }

  @Test
  void schedulesTickOnceTheGateIsOpen() throws Exception {
    try (Host host =
        start(
            """
            http: {port: 0}
            schedules: [{name: tick, publish: greet, every: 100ms, with: {text: x}}]
            """)) {
      await()
          .during(Duration.ofMillis(400))
          .until(
              () ->
                  host.bus().event("greet").counts().refused() == 0
                      && host.bus().event("greet").counts().completed() == 0);
      broken = false;

      assertThat(started.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      await().until(() -> host.bus().event("greet").counts().cancelled() > 0);
    }
  }

  @Test
  void whatAnAssemblyMayLackShutsNoGate() throws Exception {
    try (Host host = start("http: {port: 0}\nplugins: {optional: [guard]}\n")) {
      assertThat(host.opened()).isDone();
      assertThat(host.events().publish(GREET, new Name("Ada")))
          .isInstanceOf(Outcome.Completed.class);
      assertThat(send(host, "GET", "/readyz").body()).contains("\"degraded\"", "plugins/guard");
    }
  }
}
