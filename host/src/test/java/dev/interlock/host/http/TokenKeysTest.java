package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.host.http.TestIssuer.SigningKey;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// When the issuer is asked for its keys, and what holds where it has no answer.
final class TokenKeysTest {

  private static final Duration PAUSE = Duration.ofSeconds(30);

  static final List<String> NO_KEY_SETS =
      List.of(
          "",
          "<html>",
          "[]",
          "{}",
          "{\"keys\":7}",
          "{\"keys\":[" + "[".repeat(20_000) + "]".repeat(20_000) + "]}",
          "{\"keys\":[],\"x\":\"" + "x".repeat(64 << 10) + "\"}",
          "{\"keys\":["
              + String.join(",", Collections.nCopies(65, "{\"kty\":\"oct\",\"k\":\"AAAA\"}"))
              + "]}");

  private final TokenFixture api;

  TokenKeysTest() throws Exception {
    api = new TokenFixture();
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String later(SigningKey key) throws Exception {
    return key.sign(
        api.claims(
            TestIssuer.NAME,
            "\"" + TestIssuer.AUDIENCE + "\"",
            Duration.ofDays(3),
            "\"scope\":\"read\""));
  }

  private void assertUndecided(String token, String why) throws Exception {
    HttpResponse<String> response = api.get("/v1/events", token);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("the issuer's keys could not be fetched (" + why);
    assertThat(response.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(1L, 30L);
  }

  @Test
  void asksOnceForManyTokens() throws Exception {
    for (SigningKey key : TokenTest.KEYS) {
      assertThat(api.status(api.reader(key))).isEqualTo(200);
    }

    assertThat(api.issuer.asked()).isEqualTo(1);
  }

  @Test
  void asksNothingBeforeATokenOfOursComes() throws Exception {
    api.server.get("/v1/events");
    api.status("a.b.c");
    api.get("/healthz", api.reader(TestIssuer.RSA));
    api.get("/readyz", api.reader(TestIssuer.RSA));

    assertThat(api.issuer.asked()).isZero();
  }

  @Test
  void asksOnceHoweverManyWait() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    api.issuer.hold(gate);
    HttpRequest request =
        api.server
            .to("/v1/events")
            .header("Authorization", "Bearer " + api.reader(TestIssuer.EC))
            .build();
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    IntStream.range(0, 20)
        .forEach(_ -> sent.add(api.server.client().sendAsync(request, BodyHandlers.ofString())));
    await().until(() -> api.issuer.asked() == 1);
    gate.countDown();

    for (CompletableFuture<HttpResponse<String>> each : sent) {
      assertThat(each.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(api.issuer.asked()).isEqualTo(1);
  }

  @Test
  void findsAKeyThatTheIssuerTookUp() throws Exception {
    assertThat(api.status(api.reader(TestIssuer.RSA))).isEqualTo(200);
    api.issuer.publish(TestIssuer.RSA, TestIssuer.OTHER);
    api.advance(PAUSE);

    assertThat(api.status(api.reader(TestIssuer.OTHER))).isEqualTo(200);
    assertThat(api.status(api.reader(TestIssuer.RSA))).isEqualTo(200);
    assertThat(api.issuer.asked()).isEqualTo(2);
  }

  @Test
  void nobodyDrivesItToAskOftenerThanEveryThirtySeconds() throws Exception {
    assertThat(api.status(api.reader(TestIssuer.RSA))).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      assertThat(api.status(SigningKey.make("made-up-" + i, "EdDSA").sign(api.claims("\"a\":1"))))
          .isEqualTo(401);
    }
    assertThat(api.issuer.asked()).isEqualTo(1);

    api.advance(PAUSE);
    for (int i = 0; i < 10; i++) {
      assertThat(api.status(SigningKey.make("made-up-" + i, "EdDSA").sign(api.claims("\"a\":1"))))
          .isEqualTo(401);
    }
    assertThat(api.issuer.asked()).isEqualTo(2);
  }

  @Test
  void forgetsAKeyThatTheIssuerGaveUp() throws Exception {
    String token = later(TestIssuer.RSA);
    assertThat(api.status(token)).isEqualTo(200);
    api.issuer.publish(TestIssuer.OTHER);
    api.advance(Duration.ofMinutes(10));

    // Whoever comes first is answered by the keys that there are.
    await().until(() -> api.status(token) == 401);
    assertThat(api.status(later(TestIssuer.OTHER))).isEqualTo(200);
    assertThat(api.issuer.asked()).isEqualTo(2);
  }

  @Test
  void doesNotGoByKeysOfAnHourAgoBeforeItHasAsked() throws Exception {
    String token = later(TestIssuer.RSA);
    assertThat(api.status(token)).isEqualTo(200);
    SigningKey changed = SigningKey.make(TestIssuer.RSA.id(), "RS256");
    api.issuer.publish(changed);
    api.advance(Duration.ofHours(1));

    assertThat(api.status(token)).isEqualTo(401);
    assertThat(api.status(api.reader(changed))).isEqualTo(200);
  }

  @Test
  void letsNobodyInWithoutKeys() throws Exception {
    api.issuer.answerWith(500, "{\"keys\":[" + TestIssuer.RSA.json() + "]}");

    assertUndecided(api.reader(TestIssuer.RSA), "status 500");
    assertUndecided(api.reader(TestIssuer.RSA), "status 500");
    assertThat(api.issuer.asked()).isEqualTo(1);
    assertThat(api.status("a.b.c")).isEqualTo(401);

    api.issuer.publish(TestIssuer.RSA);
    assertUndecided(api.reader(TestIssuer.RSA), "status 500");
    api.advance(PAUSE);
    assertThat(api.status(api.reader(TestIssuer.RSA))).isEqualTo(200);
  }

  @Test
  void letsNobodyInWhereNothingListens() throws Exception {
    api.issuer.close();

    assertUndecided(api.reader(TestIssuer.RSA), "connect");
  }

  @Test
  void readsNoMoreThanItsLimit() throws Exception {
    String keys = "{\"keys\":[" + TestIssuer.RSA.json() + "],\"x\":\"%s\"}";
    api.issuer.answerWith(200, keys.formatted("x".repeat(64 << 10)));
    assertUndecided(api.reader(TestIssuer.RSA), "more than 64KiB");

    api.issuer.answerWith(200, keys.formatted("x".repeat(60 << 10)));
    api.advance(PAUSE);
    assertThat(api.status(api.reader(TestIssuer.RSA))).isEqualTo(200);
  }

  @ParameterizedTest
  @FieldSource("NO_KEY_SETS")
  void takesNothingElseForAKeySet(String document) throws Exception {
    api.issuer.answerWith(200, document);

    assertUndecided(api.reader(TestIssuer.RSA), "");
  }

  @Test
  void passesOverKeysThatSignForNobody() throws Exception {
    String rsa = TestIssuer.RSA.json();
    String ec = TestIssuer.EC.json();
    api.issuer.publish(
        List.of(
            "{\"kty\":\"oct\",\"kid\":\"rsa-1\",\"k\":\"AAAA\"}",
            "{\"kty\":\"new\",\"kid\":\"rsa-1\"}",
            "{\"kty\":\"RSA\",\"kid\":\"rsa-1\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
            rsa.replace("\"use\":\"sig\"", "\"use\":\"enc\""),
            ec.replace("\"use\":\"sig\"", "\"key_ops\":[\"deriveBits\"]"),
            TestIssuer.ED.json()));

    assertThat(api.status(api.reader(TestIssuer.RSA))).isEqualTo(401);
    assertThat(api.status(api.reader(TestIssuer.EC))).isEqualTo(401);
    assertThat(api.status(api.reader(TestIssuer.ED))).isEqualTo(200);
  }

  @Test
  void goesOnForADayWithTheKeysItHas() throws Exception {
    String token = later(TestIssuer.ED);
    assertThat(api.status(token)).isEqualTo(200);
    api.issuer.answerWith(500, "");
    api.advance(Duration.ofHours(24).minusSeconds(1));

    assertThat(api.status(token)).isEqualTo(200);
    await().until(() -> api.issuer.asked() == 2);
    await()
        .untilAsserted(
            () ->
                assertThat(api.get("/readyz", token).body())
                    .contains(
                        "{\"subject\":\"http.jwt\",\"detail\":\"keys can't be fetched: status"));
    assertUndecided(later(TestIssuer.OTHER), "status 500");
    assertThat(api.status(token)).isEqualTo(200);

    api.advance(Duration.ofSeconds(1));
    assertUndecided(token, "status 500");
    api.issuer.publish(TestIssuer.ED);
    api.advance(PAUSE);
    assertThat(api.status(token)).isEqualTo(200);
    assertThat(api.get("/readyz", token).body()).isEqualTo("{\"status\":\"ok\",\"degraded\":[]}");
  }
}
