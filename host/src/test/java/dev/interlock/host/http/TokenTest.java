package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.host.http.TestIssuer.SigningKey;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What a token must be to let its bearer in.
final class TokenTest {

  static final List<SigningKey> KEYS = List.of(TestIssuer.RSA, TestIssuer.EC, TestIssuer.ED);
  private static final String READ = "\"scope\":\"read\"";
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final String AUDIENCE = "\"" + TestIssuer.AUDIENCE + "\"";

  private final TokenFixture api;

  TokenTest() throws Exception {
    api = new TokenFixture(TestServer.key("ops", "read"));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private void assertInvalid(String token, String why) throws Exception {
    HttpResponse<String> response = api.get("/v1/events", token);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("www-authenticate"))
        .hasValue("Bearer error=\"invalid_token\"");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(response.body()).contains(why);
    for (String part : token.split("\\.")) {
      if (part.length() > 4) {
        assertThat(response.body()).doesNotContain(part);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("KEYS")
  void takesATokenOfEachAlgorithm(SigningKey key) throws Exception {
    assertThat(api.status(api.reader(key))).isEqualTo(200);
    assertThat(api.get("/whoami", api.reader(key)).body()).contains("\"detail\":\"ada\"");
  }

  @ParameterizedTest
  @FieldSource("KEYS")
  void refusesWhatAnotherKeySigned(SigningKey key) throws Exception {
    SigningKey forged = SigningKey.make(key.id(), key.algorithm());

    assertInvalid(api.reader(forged), "signature of the token does not fit");
  }

  @Test
  void takesATokenThatNamesNoKeyWhereOneCanBeMeant() throws Exception {
    String token = TestIssuer.EC.sign("{\"alg\":\"ES256\"}", api.claims(READ));
    assertThat(api.status(token)).isEqualTo(200);

    api.issuer.publish(TestIssuer.EC, SigningKey.make("ec-2", "ES256"));
    api.advance(Duration.ofMinutes(1));
    String unknown = SigningKey.make("ec-3", "ES256").sign(api.claims(READ));
    assertThat(api.status(unknown)).isEqualTo(401); // and so the new keys were fetched
    assertInvalid(token, "several could be meant");
  }

  @Test
  void refusesWhatHasExpiredButForThirtySeconds() throws Exception {
    String token = api.reader(TestIssuer.ED);
    assertThat(api.status(token)).isEqualTo(200);

    api.advance(LIFE.plusSeconds(29));
    assertThat(api.status(token)).isEqualTo(200);
    api.advance(Duration.ofSeconds(1));
    assertInvalid(token, "the token has expired");
  }

  @Test
  void refusesWhatIsNotValidYetButForThirtySeconds() throws Exception {
    String later = "\"nbf\":" + (api.now() + 31);
    String token = TestIssuer.ED.sign(api.claims(READ + "," + later));
    assertInvalid(token, "not valid yet");

    api.advance(Duration.ofSeconds(1));
    assertThat(api.status(token)).isEqualTo(200);
  }

  @Test
  void wantsItsIssuerAndAudience() throws Exception {
    assertInvalid(
        TestIssuer.ED.sign(api.claims("https://issuer.example", AUDIENCE, LIFE, READ)),
        "of another issuer");
    assertInvalid(
        TestIssuer.ED.sign(api.claims(TestIssuer.NAME, "\"others\"", LIFE, READ)),
        "for another audience");
    assertThat(
            api.status(
                TestIssuer.ED.sign(
                    api.claims(TestIssuer.NAME, "[\"others\"," + AUDIENCE + "]", LIFE, READ))))
        .isEqualTo(200);
  }

  @Test
  void wantsEveryClaimThatItGoesBy() throws Exception {
    String all = api.claims(READ);
    for (String claim : List.of("iss", "aud", "exp", "sub")) {
      String without = all.replaceFirst("\"" + claim + "\":(\"[^\"]*\"|\\d+),", "");
      assertThat(without).isNotEqualTo(all);
      assertInvalid(TestIssuer.ED.sign(without), "the token has no " + claim);
    }
    assertInvalid(
        TestIssuer.ED.sign(all.replaceFirst("\"exp\":\\d+", "\"exp\":\"soon\"")), "malformed");
    assertInvalid(TestIssuer.ED.sign(all.replace("\"ada\"", "\"a\\u0000\"")), "the sub");
    assertInvalid(TestIssuer.ED.sign(all.replace("\"ada\"", "\" \"")), "the sub");
  }

  @Test
  void neverTakesAnUnsignedToken() throws Exception {
    String claims = TestIssuer.base64(api.claims(READ).getBytes(UTF_8));
    for (String algorithm : List.of("none", "None", "NONE")) {
      String header =
          TestIssuer.base64(
              "{\"alg\":\"%s\",\"kid\":\"rsa-1\"}".formatted(algorithm).getBytes(UTF_8));
      assertInvalid(header + "." + claims + ".", "not signed by RS256, ES256 or EdDSA");
    }
    assertInvalid(
        TestIssuer.base64("{\"kid\":\"rsa-1\"}".getBytes(UTF_8)) + "." + claims + ".x",
        "not signed by");
    String signed = api.reader(TestIssuer.RSA);
    assertInvalid(signed.substring(0, signed.lastIndexOf('.') + 1), "");
  }

  @Test
  void neverTakesAPublicKeyForASecret() throws Exception {
    byte[] known = TestIssuer.RSA.pair().getPublic().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(known)
            + "\n-----END PUBLIC KEY-----\n";
    for (byte[] secret : List.of(known, pem.getBytes(UTF_8))) {
      String signed =
          TestIssuer.base64("{\"alg\":\"HS256\",\"kid\":\"rsa-1\"}".getBytes(UTF_8))
              + "."
              + TestIssuer.base64(api.claims(READ).getBytes(UTF_8));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      assertInvalid(
          signed + "." + TestIssuer.base64(mac.doFinal(signed.getBytes(UTF_8))),
          "not signed by RS256, ES256 or EdDSA");
    }
  }

  @Test
  void takesNoKeyForAnotherAlgorithmThanItsOwn() throws Exception {
    String claims = api.claims(READ);

    assertInvalid(
        TestIssuer.RSA.sign("{\"alg\":\"ES256\",\"kid\":\"rsa-1\"}", claims), "none of the issuer");
    assertInvalid(
        TestIssuer.RSA.sign("{\"alg\":\"RS512\",\"kid\":\"rsa-1\"}", claims), "not signed by");
  }

  @Test
  void takesNoKeyFromTheTokenItself() throws Exception {
    SigningKey own = SigningKey.make("own", "ES256");
    String header =
        "{\"alg\":\"ES256\",\"jwk\":%s,\"kid\":\"%s\",\"jku\":\"http://127.0.0.1:1/keys\"}";

    assertInvalid(
        own.sign(header.formatted(own.json(), "own"), api.claims(READ)), "none of the issuer");
    assertInvalid(own.sign(header.formatted(own.json(), "ec-1"), api.claims(READ)), "does not fit");
    assertInvalid(
        TestIssuer.EC.sign(
            "{\"alg\":\"ES256\",\"kid\":\"ec-1\",\"crit\":[\"x\"],\"x\":1}", api.claims(READ)),
        "");
  }

  @Test
  void refusesWhatWasChanged() throws Exception {
    String[] reader = api.reader(TestIssuer.RSA).split("\\.");
    String more = TestIssuer.base64(api.claims("\"scope\":\"manage\"").getBytes(UTF_8));

    assertInvalid(reader[0] + "." + more + "." + reader[2], "signature of the token does not fit");
    assertThat(api.status(String.join(".", reader))).isEqualTo(200);
    assertInvalid(reader[0] + "." + more + "." + reader[2], "signature of the token does not fit");
  }

  @Test
  void refusesNonsense() throws Exception {
    String deep = "[".repeat(5000) + "]".repeat(5000);
    for (String token :
        List.of(
            "a.b.c",
            "e30.e30.e30",
            TestIssuer.ED.sign("{\"alg\":[1],\"kid\":\"ed-1\"}", "{}"),
            TestIssuer.ED.sign("{\"alg\":\"EdDSA\",\"kid\":{}}", "{}"),
            TestIssuer.ED.sign("{\"alg\":\"EdDSA\",\"x\":" + deep + "}", "{}"),
            TestIssuer.ED.sign(api.claims("\"x\":" + deep).replace("\"exp\"", "\"no\"")),
            TestIssuer.ED.sign("no JSON"),
            TestIssuer.ED.sign("[]"),
            TestIssuer.ED.sign(
                api.claims(READ).replaceFirst("\"exp\":\\d+", "\"exp\":1,\"exp\":9999999999")))) {
      assertInvalid(token, "");
    }
  }

  @Test
  void keepsABearerToItsScopes() throws Exception {
    String reader = api.reader(TestIssuer.EC);
    String tuner = TestIssuer.EC.sign(api.claims("\"scope\":\"openid publish:adj* x:y\""));
    String listed = TestIssuer.EC.sign(api.claims("\"scp\":[\"publish\",\"manage\",7]"));
    String none = TestIssuer.EC.sign(api.claims("\"scope\":\"openid profile\""));

    assertThat(api.publish("adjust", tuner).statusCode()).isEqualTo(200);
    assertThat(api.publish("measure", tuner).statusCode()).isEqualTo(403);
    assertThat(api.status(tuner)).isEqualTo(403);
    assertThat(api.publish("measure", listed).statusCode()).isEqualTo(200);
    assertThat(api.status(listed)).isEqualTo(403);
    assertThat(api.status(none)).isEqualTo(403);
    HttpResponse<String> refused = api.publish("measure", reader);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("the token of ada may not publish measure");
    assertThat(refused.headers().firstValue("www-authenticate"))
        .hasValue("Bearer error=\"insufficient_scope\"");
  }

  @Test
  void takesKeysBesideTokens() throws Exception {
    assertThat(api.status("ops-0123456789abcdef")).isEqualTo(200);
    assertThat(api.server.get("/v1/events", "X-Api-Key", "ops-0123456789abcdef").statusCode())
        .isEqualTo(200);
    assertThat(api.issuer.asked()).isZero();
    assertThat(api.server.get("/v1/events", "X-Api-Key", api.reader(TestIssuer.ED)).statusCode())
        .isEqualTo(401);
    assertThat(api.status("no-such-key")).isEqualTo(401);
    assertThat(api.server.get("/v1/events").statusCode()).isEqualTo(401);
  }

  @Test
  void letsNoSubjectPassForAKey() throws Exception {
    String ops = TestIssuer.ED.sign(api.claims(READ).replace("\"ada\"", "\"ops\""));

    assertThat(api.status(ops)).isEqualTo(403);
  }

  @Test
  void guardsTheApiWithoutAnyKey() throws Exception {
    try (TokenFixture alone = new TokenFixture()) {
      assertThat(alone.server.get("/v1/events").statusCode()).isEqualTo(401);
      assertThat(alone.server.post("/v1/events/measure", "{}").statusCode()).isEqualTo(401);
      assertThat(alone.server.get("/v1/events", "X-Api-Key", "").statusCode()).isEqualTo(401);
      assertThat(alone.server.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(alone.status(alone.reader(TestIssuer.RSA))).isEqualTo(200);
    }
  }
}
