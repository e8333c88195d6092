package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.http.TestIssuer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host whose file names an issuer of tokens.
final class HostTokenTest {

  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  @TempDir private Path folder;

  private Host start() {
    Options options = new Options(folder.resolve("webhooks.yaml"), null, Map.of());
    return Host.start(
        Assembly.embedded(options, List.of()),
        Assembly.read(options),
        Duty.all(null),
        InstantSource.fixed(NOW));
  }

  private static int status(Host host, String token) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(host.api().resolve("/v1/events"))
              .header("Authorization", "Bearer " + token)
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static String claims(Instant expiry) {
    return "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"ada\",\"exp\":%d,\"scope\":\"read\"}"
        .formatted(TestIssuer.NAME, TestIssuer.AUDIENCE, expiry.getEpochSecond());
  }

  @Test
  void takesTheIssuersTokensByItsOwnClockAndEgress() throws Exception {
    try (TestIssuer issuer = new TestIssuer()) {
      Files.writeString(
          folder.resolve("webhooks.yaml"),
          "http: {port: 0, jwt: {jwks_url: \"%s\", issuer: \"%s\", audience: %s}}"
              .formatted(issuer.keys(), TestIssuer.NAME, TestIssuer.AUDIENCE));
      try (Host host = start()) {
        assertThat(status(host, TestIssuer.RSA.sign(claims(NOW.plusSeconds(60))))).isEqualTo(200);
        assertThat(status(host, TestIssuer.RSA.sign(claims(NOW.minusSeconds(60))))).isEqualTo(401);
        assertThat(status(host, "no-token")).isEqualTo(401);
      }
    }
  }

  @Test
  void theEgressOfTheFileHoldsForTheIssuerToo() throws Exception {
    try (TestIssuer issuer = new TestIssuer()) {
      Files.writeString(
          folder.resolve("webhooks.yaml"),
          "egress: {deny: [127.0.0.0/8]}\n"
              + "http: {port: 0, jwt: {jwks_url: \"%s\", issuer: \"%s\", audience: %s}}"
                  .formatted(issuer.keys(), TestIssuer.NAME, TestIssuer.AUDIENCE));
      try (Host host = start()) {
        assertThat(status(host, TestIssuer.RSA.sign(claims(NOW.plusSeconds(60))))).isEqualTo(503);
      }
    }
  }
}
