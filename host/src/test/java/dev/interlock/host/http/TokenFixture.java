package dev.interlock.host.http;

import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.host.egress.EgressClient;
import dev.interlock.host.egress.EgressSettings;
import dev.interlock.host.http.TestIssuer.SigningKey;
import dev.interlock.host.http.jwt.JwtSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// An issuer, a host that trusts it, and a clock that both go by.
final class TokenFixture implements AutoCloseable {

  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final EgressClient egress =
      new EgressClient(EgressSettings.DEFAULT, now::get, new SimpleMeterRegistry());
  final TestIssuer issuer;
  final TestServer server;

  TokenFixture(ApiKey... keys) throws Exception {
    issuer = new TestIssuer();
    JwtSettings jwt = new JwtSettings(issuer.keys(), TestIssuer.NAME, TestIssuer.AUDIENCE);
    server =
        new TestServer(
            HttpSettings.of(null, 0, List.of(keys), jwt, null, new ByteSize(4096)),
            HttpLimits.DEFAULT,
            egress,
            now::get);
    server
        .routes("whoami")
        .route(
            "GET",
            "/whoami",
            Scope.READ,
            new ByteSize(0),
            request -> RouteReply.problem(418, request.caller()));
  }

  void advance(Duration by) {
    now.updateAndGet(time -> time.plus(by));
  }

  /// Claims that are all right, with what else is given: `"scope":"read"`.
  String claims(String more) {
    return claims(TestIssuer.NAME, "\"" + TestIssuer.AUDIENCE + "\"", Duration.ofMinutes(5), more);
  }

  String claims(String issuer, String audience, Duration life, String more) {
    return "{\"iss\":\"%s\",\"aud\":%s,\"exp\":%d,\"sub\":\"ada\",%s}"
        .formatted(issuer, audience, now.get().plus(life).getEpochSecond(), more);
  }

  long now() {
    return now.get().getEpochSecond();
  }

  String reader(SigningKey key) throws Exception {
    return key.sign(claims("\"scope\":\"read\""));
  }

  HttpResponse<String> get(String path, String token) throws Exception {
    return server.get(path, "Authorization", "Bearer " + token);
  }

  int status(String token) throws Exception {
    return get("/v1/events", token).statusCode();
  }

  HttpResponse<String> publish(String event, String token) throws Exception {
    return server.post("/v1/events/" + event, "{}", "Authorization", "Bearer " + token);
  }

  @Override
  public void close() {
    server.close();
    egress.close();
    issuer.close();
  }
}
