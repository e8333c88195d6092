package dev.interlock.host.http;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.StoreException;
import dev.interlock.host.bus.Staged;
import dev.interlock.host.store.coordination.PublishedOutcomes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// A running API on a free port, and a client for it.
final class TestServer implements AutoCloseable {

  static final HttpLimits SHORT =
      new HttpLimits(
          64,
          2,
          Duration.ofMillis(300),
          Duration.ofMillis(800),
          Duration.ofMillis(600),
          Duration.ofMillis(200),
          Duration.ofMillis(50));

  /// For hosts without an issuer of tokens.
  private static final Egress NO_EGRESS =
      new Egress() {
        @Override
        public CompletableFuture<EgressReply> send(EgressRequest request) {
          throw new AssertionError("nothing to send: " + request.url());
        }

        @Override
        public CompletableFuture<Void> check(EgressRequest request) {
          throw new AssertionError("nothing to check: " + request.url());
        }
      };

  final RecordedEvents events = new RecordedEvents();
  final HttpApi api;
  private final Map<String, Staged<Routes>> stages = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  volatile Readiness readiness = Readiness.OK;

  TestServer(HttpSettings settings, HttpLimits limits) {
    this(settings, limits, NO_EGRESS, InstantSource.system());
  }

  /// One whose outcomes under keys are kept.
  TestServer(Supplier<PublishedOutcomes> outcomes) {
    HttpApi.Sources sources = sources(events, () -> readiness, NO_EGRESS);
    api =
        new HttpApi(
            settings(),
            HttpLimits.DEFAULT,
            new HttpApi.Sources(
                sources.events(),
                sources.readiness(),
                sources.metrics(),
                outcomes,
                sources.others(),
                sources.schemas(),
                sources.egress()),
            InstantSource.system());
    api.start();
  }

  TestServer(HttpSettings settings, HttpLimits limits, Egress egress, InstantSource clock) {
    api = new HttpApi(settings, limits, sources(events, () -> readiness, egress), clock);
    api.start();
  }

  static HttpApi.Sources sources(EventApi events, ReadinessSource readiness) {
    return sources(events, readiness, NO_EGRESS);
  }

  private static HttpApi.Sources sources(
      EventApi events, ReadinessSource readiness, Egress egress) {
    return new HttpApi.Sources(
        events,
        readiness,
        () -> "up 1.0\n",
        () -> {
          throw new StoreException("no store here", null);
        },
        RemoteDispatches.NONE,
        event -> event.equals("measure") ? List.of(2) : List.of(),
        egress);
  }

  /// What a connector has in force.
  Staged<Routes> stage(String owner) {
    return stages.computeIfAbsent(
        owner,
        name -> {
          Staged<Routes> staged = api.stage(name);
          staged.open(null);
          return staged;
        });
  }

  Routes routes(String owner) {
    return stage(owner).services();
  }

  static TestServer open() {
    return new TestServer(settings(), HttpLimits.DEFAULT);
  }

  static TestServer withKeys(ApiKey... keys) {
    return new TestServer(
        HttpSettings.of(null, 0, List.of(keys), null, null, new ByteSize(4096)),
        HttpLimits.DEFAULT);
  }

  static HttpSettings settings() {
    return HttpSettings.of(null, 0, null, null, null, new ByteSize(4096));
  }

  static ApiKey key(String name, String... scopes) {
    return new ApiKey(name, new Secret(name + "-0123456789abcdef"), List.of(scopes));
  }

  int port() {
    return api.port();
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(withHeaders(to(path), headers));
  }

  HttpResponse<String> delete(String path, String... headers)
      throws IOException, InterruptedException {
    return send(withHeaders(to(path).DELETE(), headers));
  }

  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = to(path).POST(BodyPublishers.ofString(body));
    return send(withHeaders(request.header("Content-Type", "application/json"), headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  private static HttpRequest.Builder withHeaders(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  RawClient.Response raw(String request) throws IOException {
    return RawClient.exchange(port(), request);
  }

  @Override
  public void close() {
    api.close();
    client.shutdownNow();
  }
}
