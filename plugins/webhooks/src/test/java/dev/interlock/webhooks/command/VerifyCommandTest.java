package dev.interlock.webhooks.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.client.SignatureScheme;
import dev.interlock.client.SigningKey;
import dev.interlock.client.WebhookSigner;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifyCommandTest {

  private static final long SIGNED = 1614265330;
  private static final String BODY = "{\"test\": 2432232314}";
  private static final String KEY = SigningKey.generate();

  private final CommandLineFixture line = new CommandLineFixture();

  @ParameterizedTest
  @EnumSource
  void verifiesEachScheme(SignatureScheme scheme) {
    String secret =
        scheme == SignatureScheme.ED25519
            ? SigningKey.parse(KEY).publicKey().toString()
            : "env:HOOK";

    assertThat(run(BODY, arguments(scheme, secret))).isZero();
    assertThat(line.out).hasToString("verified: " + scheme + System.lineSeparator());
  }

  @ParameterizedTest
  @EnumSource
  void rejectsAnotherBody(SignatureScheme scheme) {
    String secret =
        scheme == SignatureScheme.ED25519
            ? SigningKey.parse(KEY).publicKey().toString()
            : "env:HOOK";

    assertThat(run(BODY + "}", arguments(scheme, secret))).isEqualTo(1);
    assertThat(line.output()).startsWith("rejected: " + scheme).hasLineCount(1);
  }

  @Test
  void verifiesTheVectorOfStandardWebhooks() {
    assertThat(
            run(
                BODY,
                "--secret",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "--scheme",
                "standard",
                "--signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "--id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "--timestamp",
                "1614265330"))
        .isZero();
  }

  @Test
  void hasNoWindowUnlessItIsAsked() {
    String[] arguments = arguments(SignatureScheme.STANDARD, "env:HOOK");

    assertThat(run(BODY, with(arguments, "--tolerance", "5m"))).isEqualTo(1);
    assertThat(line.output()).contains("300 s ago");
    assertThat(run(BODY, with(arguments, "--tolerance", "3d"))).isZero();
  }

  @Test
  void saysWhenALineFeedTooManyIsWhy() {
    assertThat(run(BODY + "\n", arguments(SignatureScheme.SERVO, "env:HOOK"))).isEqualTo(1);
    assertThat(line.output()).contains("without the line feed");
  }

  @Test
  void anythingElseIsAUsageError() {
    assertThat(run(BODY, "--secret", "s", "--scheme", "md5", "--signature", "x")).isEqualTo(2);
    assertThat(run(BODY, "--secret", "s", "--scheme", "standard", "--signature", "x")).isEqualTo(2);
    assertThat(run(BODY, "--secret", "env:MISSING", "--scheme", "servo", "--signature", "x"))
        .isEqualTo(2);
    assertThat(run(BODY, with(arguments(SignatureScheme.STANDARD, "s"), "--tolerance", "soon")))
        .isEqualTo(2);
    assertThat(run(BODY, "--scheme", "servo", "--signature", "x")).isEqualTo(2);
    assertThat(line.err.toString())
        .contains("--id and --timestamp", "MISSING is not set", "expected a duration");
  }

  @Test
  void neverPrintsTheSecret() {
    run(
        BODY,
        "--secret",
        "whsec_~hidden~",
        "--scheme",
        "standard",
        "--signature",
        "x",
        "--id",
        "a",
        "--timestamp",
        "1");
    run(BODY, "--secret", "hidden", "--scheme", "servo", "--signature", "x");

    assertThat(line.output() + line.err).doesNotContain("hidden");
  }

  private int run(String body, String... arguments) {
    return line.run(
        new VerifyCommand(
            line,
            new ByteArrayInputStream(body.getBytes(UTF_8)),
            () -> Instant.ofEpochSecond(SIGNED + 86_400)),
        arguments);
  }

  private static String[] arguments(SignatureScheme scheme, String secret) {
    List<String> arguments =
        new ArrayList<>(List.of("--secret", secret, "--scheme", scheme.toString()));
    WebhookSigner.of(List.of(scheme), List.of("from the environment"), List.of(KEY))
        .sign(
            "msg_1",
            SIGNED,
            BODY.getBytes(UTF_8),
            (name, value) -> arguments.addAll(List.of("--signature", value)));
    if (scheme.timestamped()) {
      arguments.addAll(List.of("--id", "msg_1", "--timestamp", Long.toString(SIGNED)));
    }
    return arguments.toArray(String[]::new);
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
