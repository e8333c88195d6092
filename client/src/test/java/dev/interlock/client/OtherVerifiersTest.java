package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Libraries that others publish take what we sign, and we take what they sign.
class OtherVerifiersTest {

  static final String STANDARDWEBHOOKS = "standardwebhooks@1.1.1";
  static final String OCTOKIT = "@octokit/webhooks-methods@6.0.0";

  private static final String BODY = "{\"event\":\"after:measure\",\"text\":\"größer als 3 €\"}";
  private static final String ENCODED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String RAW = "super secret authentication code";

  @ParameterizedTest
  @ValueSource(strings = {ENCODED, RAW})
  void theJavaLibraryTakesOurs(String secret) throws Exception {
    Map<String, List<String>> headers =
        signed(secret, SignatureScheme.STANDARD).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));

    library(secret).verify(BODY, headers);
    assertThatThrownBy(() -> library(secret).verify(BODY + " ", headers))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {ENCODED, RAW})
  void weTakeTheJavaLibrarys(String secret) throws Exception {
    long now = Instant.now().getEpochSecond();
    Map<String, String> headers =
        Map.of(
            "webhook-id", "msg_1",
            "webhook-timestamp", Long.toString(now),
            "webhook-signature", library(secret).sign("msg_1", now, BODY));

    assertThat(
            WebhookVerifier.builder()
                .secret(secret)
                .build()
                .verify(headers::get, BODY.getBytes(UTF_8)))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  void aRawSecretIsTheSameAsItsEncodedForm() {
    String encoded = "whsec_" + Base64.getEncoder().encodeToString(RAW.getBytes(UTF_8));
    Map<String, String> headers = signed(RAW, SignatureScheme.STANDARD);

    assertThatCode(
            () ->
                new Webhook(encoded)
                    .verify(
                        BODY,
                        headers.entrySet().stream()
                            .collect(
                                Collectors.toMap(
                                    Map.Entry::getKey, header -> List.of(header.getValue())))))
        .doesNotThrowAnyException();
  }

  @Test
  void theNodeLibraryTakesOurs() throws Exception {
    Tools.npm(STANDARDWEBHOOKS, OCTOKIT);
    String script =
        """
        import { Webhook } from "standardwebhooks";
        const body = %s;
        new Webhook("%s").verify(body, %s);
        new Webhook("%s", { format: "raw" }).verify(body, %s);
        try {
          new Webhook("%s").verify(body + " ", %s);
        } catch (e) {
          console.log("verified");
        }
        """
            .formatted(
                quoted(BODY),
                ENCODED,
                json(signed(ENCODED, SignatureScheme.STANDARD)),
                RAW,
                json(signed(RAW, SignatureScheme.STANDARD)),
                ENCODED,
                json(signed(ENCODED, SignatureScheme.STANDARD)));

    assertThat(Tools.run("node", Tools.write("standard.mjs", script))).isEqualTo("verified");
  }

  @Test
  void octokitTakesOurs() throws Exception {
    Tools.npm(STANDARDWEBHOOKS, OCTOKIT);
    String script =
        """
        import { verify } from "@octokit/webhooks-methods";
        const body = %s;
        const signature = "%s";
        console.log(await verify("%s", body, signature), await verify("%s", body + " ", signature));
        """
            .formatted(
                quoted(BODY),
                signed(ENCODED, SignatureScheme.GITHUB).get("X-Hub-Signature-256"),
                ENCODED,
                ENCODED);

    assertThat(Tools.run("node", Tools.write("octokit.mjs", script))).isEqualTo("true false");
  }

  private static Webhook library(String secret) {
    return secret.startsWith("whsec_") ? new Webhook(secret) : new Webhook(secret.getBytes(UTF_8));
  }

  static Map<String, String> signed(String secret, SignatureScheme scheme) {
    long now = Instant.now().getEpochSecond();
    Map<String, String> headers = new HashMap<>();
    headers.put("webhook-id", "msg_1");
    headers.put("webhook-timestamp", Long.toString(now));
    WebhookSigner.of(List.of(scheme), List.of(secret), List.of())
        .sign("msg_1", now, BODY.getBytes(UTF_8), headers::put);
    return headers;
  }

  static String json(Map<String, String> headers) {
    return headers.entrySet().stream()
        .map(header -> quoted(header.getKey()) + ":" + quoted(header.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }
}
