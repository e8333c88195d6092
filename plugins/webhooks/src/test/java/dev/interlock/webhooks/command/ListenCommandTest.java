package dev.interlock.webhooks.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.client.SignatureScheme;
import dev.interlock.client.SignedVerdict;
import dev.interlock.client.Veto;
import dev.interlock.client.WebhookSigner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenCommandTest {

  private static final long NOW = 1795388400;
  private static final byte[] BODY =
      "{\"event\":\"before:adjust\",\"text\":\"\\u001b[31mred\"}".getBytes(UTF_8);
  private static final Pattern ADDRESS =
      Pattern.compile("Listening on http://127\\.0\\.0\\.1:(\\d+)");

  private final CommandLineFixture line = new CommandLineFixture();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private Thread running;

  @AfterEach
  void stop() throws Exception {
    client.close();
    if (running != null) {
      running.interrupt();
      running.join();
    }
  }

  @Test
  void showsWhatVerifies() throws Exception {
    URI url = listen("--secret", "env:HOOK");

    assertThat(
            post(url, "from the environment", SignatureScheme.SERVO, SignatureScheme.STANDARD)
                .statusCode())
        .isEqualTo(204);
    assertThat(line.output())
        .contains("POST /hooks", "msg_1", "\"event\" : \"before:adjust\"", "-> 204")
        .containsPattern("servo +verified")
        .containsPattern("standard +verified")
        .doesNotContain("from the environment");
  }

  @Test
  void answers401ToWhatDoesNotVerify() throws Exception {
    URI url = listen("--secret", "env:HOOK", "--cancel", "no");

    assertThat(post(url, "another", SignatureScheme.STANDARD).statusCode()).isEqualTo(401);
    assertThat(line.output())
        .containsPattern("standard +REJECTED: .*no signature")
        .contains("-> 401");
    assertThat(post(url, "another").statusCode()).isEqualTo(401);
    assertThat(line.output()).contains("REJECTED: there is none");
  }

  @Test
  void withoutASecretItTakesEverythingAndSaysThatItVerifiedNothing() throws Exception {
    URI url = listen();

    assertThat(post(url, "another", SignatureScheme.GITHUB).statusCode()).isEqualTo(204);
    assertThat(line.output()).containsPattern("github +not verified: no --secret");
  }

  @Test
  void vetoes() throws Exception {
    HttpResponse<String> reply = post(listen("--cancel", "not \"now\""), "s");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue(Veto.CONTENT_TYPE);
    assertThat(reply.body()).isEqualTo("{\"reason\":\"not \\\"now\\\"\"}");
  }

  @Test
  void signsItsVerdictWhereTheRequestAsksForOne() throws Exception {
    HttpResponse<String> reply =
        post(
            listen("--secret", "env:HOOK", "--cancel", "no"),
            "from the environment",
            SignatureScheme.STANDARD);

    assertThat(
            SignedVerdict.of(List.of("from the environment"))
                .verify(
                    reply.headers().firstValue("interlock-verdict").orElseThrow(),
                    new SignedVerdict.Request("msg_1", "abc", BODY),
                    new SignedVerdict.Reply(200, Veto.CONTENT_TYPE, reply.body().getBytes(UTF_8))))
        .isTrue();
  }

  @Test
  void answersWithTheStatusAfterTheDelay() throws Exception {
    URI url = listen("--status", "503", "--delay", "60ms");

    long start = System.nanoTime();
    assertThat(post(url, "s").statusCode()).isEqualTo(503);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
  }

  @Test
  void whatArrivesCannotDriveTheTerminal() throws Exception {
    URI url = listen();
    post(url, "s");
    HttpRequest raw =
        HttpRequest.newBuilder(url)
            .POST(HttpRequest.BodyPublishers.ofString("\u001b]0;owned\u0007 no JSON"))
            .build();
    client.send(raw, HttpResponse.BodyHandlers.discarding());

    await().until(() -> line.output().contains("no JSON"));
    assertThat(line.output()).doesNotContain("\u001b").doesNotContain("\u0007");
  }

  @Test
  void anEndlessBodyIsCut() throws Exception {
    URI url = listen();
    HttpRequest large =
        HttpRequest.newBuilder(url)
            .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
            .build();
    client.send(large, HttpResponse.BodyHandlers.discarding());

    assertThat(line.output()).contains("100000 bytes in all").hasSizeLessThan(20_000);
    HttpRequest huge =
        HttpRequest.newBuilder(url)
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5 << 20]))
            .build();
    assertThat(client.send(huge, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(413);
  }

  @Test
  void endsWhenItIsInterrupted() throws Exception {
    listen();
    running.interrupt();

    assertThat(exit).succeedsWithin(java.time.Duration.ofSeconds(5)).isEqualTo(0);
  }

  @Test
  void aBusyPortNamesTheWayOut() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = taken.getLocalPort();

      assertThat(line.run(new ListenCommand(line), "--port", Integer.toString(port))).isEqualTo(1);
      assertThat(line.err.toString()).contains("127.0.0.1:" + port, "--port");
    }
  }

  @Test
  void refusesWhatCannotBe() {
    for (String[] wrong :
        new String[][] {
          {"--cancel", " "},
          {"--cancel", "no", "--status", "200"},
          {"--status", "99"},
          {"--delay", "soon"},
          {"--port", "70000"},
          {"--secret", "env:MISSING"},
          {"--secret", "whsec_~hidden~"}
        }) {
      assertThat(line.run(new ListenCommand(line), wrong)).as(String.join(" ", wrong)).isEqualTo(2);
    }
    assertThat(line.err.toString()).doesNotContain("hidden");
  }

  private URI listen(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[0] = "--port";
    all[1] = "0";
    running =
        Thread.ofVirtual()
            .start(
                () ->
                    exit.complete(
                        line.run(new ListenCommand(line, () -> Instant.ofEpochSecond(NOW)), all)));
    await().until(() -> ADDRESS.matcher(line.output()).find());
    Matcher address = ADDRESS.matcher(line.output());
    assertThat(address.find()).isTrue();
    return URI.create("http://127.0.0.1:" + address.group(1) + "/hooks");
  }

  private HttpResponse<String> post(URI url, String secret, SignatureScheme... schemes)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .POST(HttpRequest.BodyPublishers.ofByteArray(BODY))
            .header("webhook-id", "msg_1")
            .header("webhook-timestamp", Long.toString(NOW))
            .header("interlock-nonce", "abc");
    if (schemes.length > 0) {
      WebhookSigner.of(List.of(schemes), List.of(secret), List.of())
          .sign("msg_1", NOW, BODY, request::header);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
