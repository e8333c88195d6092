package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.client.Verification.Rejected;
import dev.interlock.client.Verification.Verified;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every snippet of docs/responders.md runs here.
class RespondersPageTest {

  private static final String SECRET = "super secret authentication code";
  private static final byte[] BODY =
      "{\"event\":\"before:adjust\",\"text\":\"größer\"}".getBytes(UTF_8);

  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void noSnippetOfThePageIsLeftOut() throws Exception {
    assertThat(
            Pattern.compile("<!-- snippet: (\\S+) -->")
                .matcher(page())
                .results()
                .map(m -> m.group(1)))
        .containsExactly(
            "python-standard",
            "python-servo",
            "java-verify",
            "node-standard",
            "node-github",
            "java-ed25519",
            "python-responder",
            "java-veto",
            "python-verdict",
            "java-verdict");
    assertThat(page().split("\n```[a-z]+\n", -1)).hasSize(11);
  }

  @Test
  void pythonVerifiesStandardSignatures() throws Exception {
    Tools.require("python3");
    for (String secret : List.of(SECRET, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")) {
      Map<String, String> headers = signed(secret, SignatureScheme.STANDARD);
      String script =
          snippet("python-standard")
              + """

              secret, headers, body = %s, %s, bytes.fromhex("%s")
              print(verify_standard(secret, headers, body),
                    verify_standard(secret, headers, body + b" "),
                    verify_standard("other", headers, body),
                    verify_standard(secret, headers, body, now=time.time() + 301))
              """
                  .formatted(
                      OtherVerifiersTest.quoted(secret),
                      OtherVerifiersTest.json(headers),
                      hex(BODY));

      assertThat(Tools.run("python3", Tools.write("standard.py", script)))
          .isEqualTo("True False False False");
    }
  }

  @Test
  void pythonOfServoWebhooksVerifiesTheServoSignature() throws Exception {
    Tools.require("python3");
    String script =
        """
        import hashlib, hmac, io
        class Request:
            headers = {"x-servo-signature": "%s"}
            def read(self):
                return bytes.fromhex("%s")
        request = Request()
        """
                .formatted(
                    signed(SECRET, SignatureScheme.SERVO).get("X-Servo-Signature"), hex(BODY))
            + snippet("python-servo")
            + "\nprint('verified')";

    assertThat(Tools.run("python3", Tools.write("servo.py", script))).isEqualTo("verified");
  }

  @Test
  void pythonsVerdictIsOurs() throws Exception {
    Tools.require("python3");
    byte[] reply = Veto.body("nö");
    String script =
        snippet("python-standard")
            + "\n\n"
            + snippet("python-verdict")
            + """

            print(sign_verdict("%s", {"webhook-id": "msg_1", "interlock-nonce": "abc"},
                  bytes.fromhex("%s"), 200, "%s", bytes.fromhex("%s")))
            """
                .formatted(SECRET, hex(BODY), Veto.CONTENT_TYPE, hex(reply));

    String verdict = Tools.run("python3", Tools.write("verdict.py", script));

    assertThat(
            SignedVerdict.of(List.of(SECRET))
                .verify(
                    verdict,
                    new SignedVerdict.Request("msg_1", "abc", BODY),
                    new SignedVerdict.Reply(200, Veto.CONTENT_TYPE, reply)))
        .isTrue();
  }

  @Test
  void thePythonResponderVetoesByDayAndAgreesByNight() throws Exception {
    Tools.require("python3");
    String script =
        snippet("python-standard")
            + "\n\n"
            + snippet("python-responder")
            + """

            import sys
            from http.server import HTTPServer
            hours = [14, 2]
            hour = lambda: hours.pop(0)
            server = HTTPServer(("127.0.0.1", 0), Window)
            print(server.server_port, flush=True)
            for _ in range(3):
                server.handle_request()
            """;
    Process process = Tools.start("python3", Tools.write("responder.py", script));
    try (BufferedReader output = process.inputReader(UTF_8)) {
      URI url = URI.create("http://127.0.0.1:" + Integer.parseInt(output.readLine()) + "/hooks");
      Map<String, String> genuine = signed(SECRET, SignatureScheme.STANDARD);

      assertThat(post(url, signed("another", SignatureScheme.STANDARD)).statusCode())
          .isEqualTo(401);
      HttpResponse<String> veto = post(url, genuine);
      assertThat(veto.statusCode()).isEqualTo(200);
      assertThat(veto.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(Veto.is(type)).isTrue());
      assertThat(veto.body()).contains("between midnight and 3am");
      assertThat(post(url, genuine).statusCode()).isEqualTo(204);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void nodeVerifiesStandardSignatures() throws Exception {
    Tools.npm(OtherVerifiersTest.STANDARDWEBHOOKS, OtherVerifiersTest.OCTOKIT);
    Tools.write("page-standard.mjs", snippet("node-standard"));
    String script =
        """
        import { verify } from "./page-standard.mjs";
        const secret = "whsec_" + Buffer.from("%s").toString("base64");
        const body = Buffer.from("%s", "hex").toString();
        console.log(verify(secret, %s, body).event);
        try { verify(secret, %s, body); } catch (e) { console.log("rejected"); }
        """
            .formatted(
                SECRET,
                hex(BODY),
                OtherVerifiersTest.json(signed(SECRET, SignatureScheme.STANDARD)),
                OtherVerifiersTest.json(signed("another", SignatureScheme.STANDARD)));

    assertThat(Tools.run("node", Tools.write("page-standard-run.mjs", script)))
        .isEqualTo("before:adjust\nrejected");
  }

  @Test
  void nodeVerifiesGithubSignatures() throws Exception {
    Tools.npm(OtherVerifiersTest.STANDARDWEBHOOKS, OtherVerifiersTest.OCTOKIT);
    Tools.write("page-github.mjs", snippet("node-github"));
    String script =
        """
        import { verifyGithub } from "./page-github.mjs";
        const body = Buffer.from("%s", "hex").toString();
        const headers = {"x-hub-signature-256": "%s"};
        console.log(await verifyGithub("%s", headers, body), await verifyGithub("other", headers, body));
        """
            .formatted(
                hex(BODY),
                signed(SECRET, SignatureScheme.GITHUB).get("X-Hub-Signature-256"),
                SECRET);

    assertThat(Tools.run("node", Tools.write("page-github-run.mjs", script)))
        .isEqualTo("true false");
  }

  @Test
  void javaVerifies() throws Exception {
    URI url = serve(verifying(SECRET));
    Map<String, String> headers = signed(SECRET, SignatureScheme.STANDARD);
    headers.putAll(signed(SECRET, SignatureScheme.SERVO));

    assertThat(post(url, headers).statusCode()).isEqualTo(204);
    headers.remove("X-Servo-Signature");
    assertThat(post(url, headers).statusCode()).isEqualTo(401);
  }

  private static HttpHandler verifying(String secret) {
    // snippet: java-verify
    WebhookVerifier verifier =
        WebhookVerifier.builder()
            .secret(secret)
            .scheme(SignatureScheme.STANDARD)
            .scheme(SignatureScheme.SERVO)
            .build();

    HttpHandler handler =
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          int status =
              switch (verifier.verify(exchange.getRequestHeaders()::getFirst, body)) {
                case Verified(var id, var timestamp, var schemes) -> 204;
                case Rejected(var reason, var message) -> 401;
              };
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        };
    // end
    return handler;
  }

  @Test
  void javaVerifiesEd25519() {
    String key = SigningKey.generate();
    String publicKey = SigningKey.parse(key).publicKey().toString();
    // snippet: java-ed25519
    WebhookVerifier verifier = WebhookVerifier.builder().publicKey(publicKey).build();
    // end
    long now = Instant.now().getEpochSecond();
    Map<String, String> headers =
        new HashMap<>(Map.of("webhook-id", "msg_1", "webhook-timestamp", Long.toString(now)));
    WebhookSigner.of(List.of(SignatureScheme.ED25519), List.of(), List.of(key))
        .sign("msg_1", now, BODY, headers::put);

    assertThat(verifier.verify(headers::get, BODY)).isInstanceOf(Verified.class);
    assertThat(verifier.verify(headers::get, new byte[0])).isInstanceOf(Rejected.class);
  }

  @Test
  void javaVetoesAndSignsTheVerdict() throws Exception {
    URI url = serve(exchange -> answer(exchange, SECRET));
    Map<String, String> headers = new HashMap<>(signed(SECRET, SignatureScheme.STANDARD));
    headers.put("interlock-nonce", "abc");

    HttpResponse<String> reply = post(url, headers);

    assertThat(reply.headers().firstValue("Content-Type")).hasValue(Veto.CONTENT_TYPE);
    assertThat(reply.body())
        .isEqualTo("{\"reason\":\"Adjustments are only permitted between midnight and 3am.\"}");
    assertThat(
            SignedVerdict.of(List.of(SECRET))
                .verify(
                    reply.headers().firstValue("interlock-verdict").orElseThrow(),
                    new SignedVerdict.Request("msg_1", "abc", BODY),
                    new SignedVerdict.Reply(200, Veto.CONTENT_TYPE, reply.body().getBytes(UTF_8))))
        .isTrue();
  }

  private static void answer(HttpExchange exchange, String secret) throws IOException {
    byte[] requestBody = exchange.getRequestBody().readAllBytes();
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    String nonce = exchange.getRequestHeaders().getFirst("interlock-nonce");
    sign(exchange, secret, id, nonce, requestBody);
    // snippet: java-veto
    byte[] reply = Veto.body("Adjustments are only permitted between midnight and 3am.");
    exchange.getResponseHeaders().set("Content-Type", Veto.CONTENT_TYPE);
    exchange.sendResponseHeaders(200, reply.length);
    exchange.getResponseBody().write(reply);
    exchange.close();
    // end
  }

  private static void sign(
      HttpExchange exchange, String secret, String id, String nonce, byte[] requestBody) {
    byte[] reply = Veto.body("Adjustments are only permitted between midnight and 3am.");
    // snippet: java-verdict
    String verdict =
        SignedVerdict.of(List.of(secret))
            .sign(
                new SignedVerdict.Request(id, nonce, requestBody),
                new SignedVerdict.Reply(200, Veto.CONTENT_TYPE, reply));
    exchange.getResponseHeaders().set(SignedVerdict.HEADER, verdict);
    // end
  }

  @ParameterizedTest
  @ValueSource(strings = {"java-verify", "java-ed25519", "java-veto", "java-verdict"})
  void theJavaOfThePageIsTheJavaOfThisTest(String name) throws Exception {
    String source =
        Files.readString(Path.of("src/test/java/dev/interlock/client/RespondersPageTest.java"));
    Matcher region =
        Pattern.compile("// snippet: " + name + "\n(.*?)\n *// end\n", Pattern.DOTALL)
            .matcher(source);

    assertThat(region.find()).isTrue();
    assertThat(snippet(name).strip()).isEqualTo(region.group(1).stripIndent().strip());
  }

  private URI serve(HttpHandler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.start();
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static HttpResponse<String> post(URI url, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(BODY));
    headers.forEach(request::header);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Map<String, String> signed(String secret, SignatureScheme scheme) {
    long now = Instant.now().getEpochSecond();
    Map<String, String> headers =
        new HashMap<>(Map.of("webhook-id", "msg_1", "webhook-timestamp", Long.toString(now)));
    WebhookSigner.of(List.of(scheme), List.of(secret), List.of())
        .sign("msg_1", now, BODY, headers::put);
    return headers;
  }

  private static String snippet(String name) throws IOException {
    Matcher fence =
        Pattern.compile("<!-- snippet: " + name + " -->\n```[a-z]+\n(.*?)```", Pattern.DOTALL)
            .matcher(page());
    assertThat(fence.find()).as("snippet %s", name).isTrue();
    return fence.group(1);
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/responders.md"));
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
