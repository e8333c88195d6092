package dev.interlock.webhooks.verdict;

import static dev.interlock.webhooks.support.SettingsReader.webhook;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Json;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.client.SignedVerdict;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.request.WebhookRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

  private static final String VETO = "application/vnd.opsani.servo.errors.CancelEventError+json";
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static final WebhookRequest REQUEST =
      new WebhookRequest(
          EgressRequest.to(URI.create("https://a.example/")).post(BODY).build(),
          "9d0e",
          "nonce",
          BODY);

  private static EgressReply reply(int status, String contentType, String body, Header... more) {
    List<Header> headers = new ArrayList<>(List.of(more));
    headers.add(new Header("content-type", contentType));
    return new EgressReply(status, headers, body.getBytes(UTF_8), false, "", false, Duration.ZERO);
  }

  private static Answer read(String keys, EgressReply reply) {
    return new ReplyReader(webhook("events: 'before:adjust'" + keys).asking()).read(REQUEST, reply);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        VETO,
        VETO + "; charset=utf-8",
        VETO + ";charset=UTF-8;version=1",
        "Application/vnd.opsani.servo.errors.CANCELEVENTERROR+json",
        "application/vnd.opsani.servo.errors.EventCancelledError+json",
      })
  void aReplyOfItsTypeIsAVeto(String contentType) {
    assertThat(read("", reply(200, contentType, "{\"reason\":\"not now\"}")))
        .isEqualTo(new Answer.Vetoes("not now", Map.of()));
  }

  @Test
  void whatElseAVetoSaysIsKept() {
    assertThat(
            read(
                "",
                reply(
                    200,
                    VETO,
                    "{\"reason\":\"no\",\"window\":{\"from\":0,\"to\":3},\"note\":null}")))
        .isEqualTo(new Answer.Vetoes("no", Map.of("window", Map.of("from", 0, "to", 3))));
  }

  @ParameterizedTest
  @CsvSource({
    "201, application/vnd.opsani.servo.errors.CancelEventError+json",
    "204, application/vnd.opsani.servo.errors.CancelEventError+json",
    "200, application/json",
    "200, application/vnd.opsani.servo.errors.CancelEventErrors+json",
    "200, text/plain",
    "200, ''",
    "200, application/vnd.opsani.servo-webhooks+json",
  })
  void anyOtherSuccessProceeds(int status, String contentType) {
    assertThat(read("", reply(status, contentType, "{\"reason\":\"no\",\"parameters\":{}}")))
        .isEqualTo(new Answer.Proceeds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no",
        "[]",
        "\"no\"",
        "{}",
        "{\"reason\":\"\"}",
        "{\"reason\":\"  \"}",
        "{\"reason\":7}",
        "{\"reason\":null}",
        "{\"reason\":\"no\"",
        "{\"reason\":\"no\"}x",
        "{\"reason\":\"a\",\"reason\":\"b\"}"
      })
  void aVetoWithoutAReasonIsMalformed(String body) {
    assertThat(read("", reply(200, VETO, body)))
        .isInstanceOfSatisfying(
            Answer.Unusable.class,
            answer -> assertThat(answer.cause()).isEqualTo(FailureCause.MALFORMED));
  }

  @Test
  void aReasonHasAtMostFourKibibytes() {
    assertThat(read("", reply(200, VETO, "{\"reason\":\"" + "x".repeat(4096) + "\"}")))
        .isInstanceOf(Answer.Vetoes.class);
    assertThat(read("", reply(200, VETO, "{\"reason\":\"" + "é".repeat(2049) + "\"}")))
        .isInstanceOf(Answer.Unusable.class);
  }

  @Test
  void nestingThatNeverEndsIsMalformed() {
    assertThat(read("", reply(200, VETO, "{\"reason\":\"a\",\"b\":" + "[".repeat(1000))))
        .isInstanceOf(Answer.Unusable.class);
  }

  @Test
  void aReplyThatWasCutIsTooLarge() {
    EgressReply cut = new EgressReply(200, List.of(), new byte[0], true, "", false, Duration.ZERO);

    assertThat(read("", cut))
        .isInstanceOfSatisfying(
            Answer.Unusable.class,
            answer -> assertThat(answer.cause()).isEqualTo(FailureCause.TOO_LARGE));
  }

  @Test
  void aMutatingWebhookReplacesTheParameters() {
    String type = "application/vnd.opsani.servo-webhooks+json; charset=utf-8";

    assertThat(read(", mutate: true", reply(200, type, "{\"parameters\":{\"a\":1.10}}")))
        .isEqualTo(new Answer.Replaces(Json.of("{\"a\":1.10}")));
    assertThat(read(", mutate: true", reply(200, type, "{\"results\":[]}")))
        .isEqualTo(new Answer.Proceeds());
    assertThat(read(", mutate: true", reply(200, type, "{"))).isInstanceOf(Answer.Unusable.class);
    assertThat(read(", mutate: true", reply(200, "application/json", "{\"parameters\":{}}")))
        .isEqualTo(new Answer.Proceeds());
    assertThat(read(", mutate: true", reply(200, VETO, "{\"reason\":\"no\"}")))
        .isInstanceOf(Answer.Vetoes.class);
  }

  @Test
  void aSignedVerdictCounts() {
    String type = VETO + ";charset=utf-8";
    String body = "{\"reason\":\"no\"}";
    String signature =
        SignedVerdict.of(List.of("s3cr3t"))
            .sign(
                new SignedVerdict.Request("9d0e", "nonce", BODY),
                new SignedVerdict.Reply(200, type, body.getBytes(UTF_8)));
    Header signed = new Header("interlock-verdict", signature);

    assertThat(read(", verdict: 'signed'", reply(200, type, body, signed)))
        .isInstanceOf(Answer.Vetoes.class);
    assertThat(
            read(", secrets: ['new', 's3cr3t'], verdict: 'signed'", reply(200, type, body, signed)))
        .isInstanceOf(Answer.Vetoes.class);
    assertThat(
            List.of(
                reply(200, type, body),
                reply(200, type, "{\"reason\":\"NO\"}", signed),
                reply(201, type, body, signed),
                reply(200, "text/plain", body, signed),
                reply(200, type, body, new Header("interlock-verdict", "v1,AAAA"))))
        .allSatisfy(
            forged ->
                assertThat(read(", verdict: 'signed'", forged))
                    .isInstanceOfSatisfying(
                        Answer.Unusable.class,
                        answer -> assertThat(answer.cause()).isEqualTo(FailureCause.SIGNATURE)));
  }
}
