package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponderTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final Responder responder = Responder.start();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    responder.close();
    client.close();
  }

  @Test
  void keepsWhatCame() throws Exception {
    assertThat(post("{\"a\":1}").statusCode()).isEqualTo(204);

    ReceivedRequest request = responder.take(SOON);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/hooks?x=1");
    assertThat(request.header("X-TEST")).hasValue("yes");
    assertThat(request.text()).isEqualTo("{\"a\":1}");
    assertThat(responder.requests()).containsExactly(request);
  }

  @Test
  void readsChunkedBodies() throws Exception {
    HttpRequest chunked =
        HttpRequest.newBuilder(responder.url("/"))
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[100_000])))
            .build();
    client.send(chunked, HttpResponse.BodyHandlers.discarding());

    assertThat(responder.take(SOON).body()).hasSize(100_000);
  }

  @Test
  void keepsConnectionsAlive() throws Exception {
    post("1");
    post("2");

    assertThat(responder.connections()).isEqualTo(1);
    assertThat(responder.requests()).extracting(ReceivedRequest::connection).containsExactly(1, 1);

    responder.next(Reply.status(204).header("Connection", "close"));
    post("3");
    post("4");
    assertThat(responder.connections()).isEqualTo(2);
  }

  @Test
  void takesTheScriptFirstAndThenWhatIsAlways() throws Exception {
    responder
        .next(Reply.status(500), Reply.tooManyRequests("7"))
        .always(Reply.redirect("/elsewhere"));

    assertThat(post("").statusCode()).isEqualTo(500);
    assertThat(post("").headers().firstValue("Retry-After")).hasValue("7");
    assertThat(post("").headers().firstValue("Location")).hasValue("/elsewhere");
    assertThat(post("").statusCode()).isEqualTo(302);
  }

  @Test
  void treatsTheTriesOfADeliveryInTurn() throws Exception {
    responder.eachTry(Reply.status(503), Reply.gone(), Reply.status(200));

    assertThat(attempt(1)).isEqualTo(503);
    assertThat(attempt(3)).isEqualTo(200);
    assertThat(attempt(2)).isEqualTo(410);
    assertThat(attempt(1)).isEqualTo(503);
    assertThat(attempt(9)).isEqualTo(200);
  }

  private int attempt(int number) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(responder.url("/"))
            .header("webhook-attempt", Integer.toString(number))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void asksToComeBackAfterSecondsOrAtATime() throws Exception {
    responder.next(
        Reply.tooManyRequests(Duration.ofMinutes(2)),
        Reply.tooManyRequests(java.time.Instant.parse("2026-11-02T03:04:05.6Z")));

    assertThat(post("").headers().firstValue("Retry-After")).hasValue("120");
    assertThat(post("").headers().firstValue("Retry-After"))
        .hasValue("Mon, 02 Nov 2026 03:04:05 GMT");
  }

  @Test
  void flaps() throws Exception {
    responder.flapping(Reply.status(200), Reply.status(503));

    assertThat(post("").statusCode()).isEqualTo(200);
    assertThat(post("").statusCode()).isEqualTo(503);
    assertThat(post("").statusCode()).isEqualTo(200);
  }

  @Test
  void vetoes() throws Exception {
    responder.next(Reply.veto("not \"now\"\n"));

    HttpResponse<String> reply = post("");
    assertThat(reply.headers().firstValue("Content-Type"))
        .hasValue("application/vnd.opsani.servo.errors.CancelEventError+json");
    assertThat(reply.body()).isEqualTo("{\"reason\":\"not \\\"now\\\"\\u000a\"}");
  }

  @Test
  void holdsAReplyUntilItIsReleased() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    responder.next(new Reply.Held(latch, Reply.status(202)));
    CompletableFuture<HttpResponse<String>> reply =
        client.sendAsync(request(""), HttpResponse.BodyHandlers.ofString());

    responder.take(SOON);
    assertThat(reply).isNotDone();
    latch.countDown();
    assertThat(reply).succeedsWithin(SOON).extracting(HttpResponse::statusCode).isEqualTo(202);
  }

  @Test
  void delaysAndDrips() throws Exception {
    Duration wait = Duration.ofMillis(50);
    responder.next(
        new Reply.Delayed(wait, Reply.status(200)),
        new Reply.Dripping(Reply.status(200).body("text/plain", "slowly"), Duration.ofMillis(1)));

    long start = System.nanoTime();
    post("");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(wait.toNanos());
    start = System.nanoTime();
    assertThat(post("").body()).isEqualTo("slowly");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(70).toNanos());
  }

  @Test
  void resets() throws Exception {
    responder.next(new Reply.Reset());
    try (Socket socket = new Socket("127.0.0.1", responder.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void closesWithoutAByte() throws Exception {
    responder.next(new Reply.Closed());

    assertThat(raw()).isEmpty();
  }

  @Test
  void speaksGarbage() throws Exception {
    responder.next(Reply.garbage());

    assertThat(raw()).contains("SSH-2.0");
  }

  @Test
  void closesItsHalfInTheMiddleOfABody() throws Exception {
    responder.next(new Reply.HalfClosed(Reply.status(200).body("text/plain", "12345678")));

    assertThat(raw()).contains("Content-Length: 8").endsWith("\r\n\r\n1234");
  }

  @Test
  void staysSilent() {
    responder.always(new Reply.Silent());

    assertThatThrownBy(
            () ->
                client.send(
                    HttpRequest.newBuilder(responder.url("/"))
                        .timeout(Duration.ofMillis(100))
                        .build(),
                    HttpResponse.BodyHandlers.discarding()))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void streamsMoreThanAnyoneWants() throws Exception {
    responder.next(new Reply.Huge(10_000_000));

    try (InputStream body =
        client.send(request(""), HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(body.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(10_000_000);
    }
  }

  @Test
  void bombs() throws Exception {
    responder.next(new Reply.GzipBomb(10_000_000));

    HttpResponse<byte[]> reply = client.send(request(""), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(reply.body()).hasSizeLessThan(50_000);
    assertThat(
            new GZIPInputStream(new ByteArrayInputStream(reply.body()))
                .transferTo(java.io.OutputStream.nullOutputStream()))
        .isEqualTo(10_000_000);
    post("");
    assertThat(responder.connections()).isEqualTo(1);
  }

  @Test
  void refusesAndAcceptsAgainOnTheSamePort() throws Exception {
    responder.refuse();
    assertThatThrownBy(() -> post("")).isInstanceOf(java.net.ConnectException.class);

    responder.accept();
    assertThat(post("").statusCode()).isEqualTo(204);
  }

  @Test
  void aWaitEndsWhenItCloses() throws Exception {
    responder.always(new Reply.Delayed(Duration.ofHours(1), Reply.status(200)));
    CompletableFuture<HttpResponse<String>> reply =
        client.sendAsync(request(""), HttpResponse.BodyHandlers.ofString());
    responder.take(SOON);

    responder.close();

    assertThat(reply).failsWithin(SOON);
  }

  @Test
  void saysSoWhereNothingCame() {
    assertThatThrownBy(() -> responder.take(Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void speaksTls(@TempDir Path folder) throws Exception {
    KeyStore keys = keys(folder);
    SSLContext trusting = SSLContext.getInstance("TLS");
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    trusting.init(null, trust.getTrustManagers(), null);

    try (Responder secure = Responder.start(keys, "changeit".toCharArray());
        HttpClient trustingClient =
            HttpClient.newBuilder()
                .sslContext(trusting)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
      secure.next(Reply.status(201), new Reply.Reset());
      HttpRequest request =
          HttpRequest.newBuilder(secure.url("/x"))
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();

      assertThat(trustingClient.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(201);
      assertThatThrownBy(() -> trustingClient.send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(javax.net.ssl.SSLException.class);
    }
  }

  private static KeyStore keys(Path folder) throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "responder",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "changeit".toCharArray());
    }
    return keys;
  }

  private String raw() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", responder.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(responder.url("/hooks?x=1"))
        .header("x-test", "yes")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return client.send(request(body), HttpResponse.BodyHandlers.ofString());
  }
}
