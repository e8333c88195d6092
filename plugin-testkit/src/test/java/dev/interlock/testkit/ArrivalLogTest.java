package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalLogTest {

  @TempDir private Path folder;
  private ArrivalLog log;
  private Responder responder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() {
    log = ArrivalLog.in(folder.resolve("arrivals.log"));
    responder = Responder.start().log(log);
  }

  @AfterEach
  void close() {
    responder.close();
    log.close();
    client.close();
  }

  @Test
  void notesWhatCameAndHowItWasAnswered() throws Exception {
    responder.next(Reply.status(503), Reply.status(200));
    post("msg_1", "1", "{\"parameters\":{\"key\":\"a\",\"sequence\":7}}");
    post("msg_1", "2", "{\"parameters\":{\"key\":\"a\",\"sequence\":7}}");

    List<Arrival> arrivals = log.arrivals();
    assertThat(arrivals).extracting(Arrival::number).containsExactly(0L, 1L);
    assertThat(arrivals).extracting(Arrival::target).containsOnly("/hook");
    assertThat(arrivals).extracting(Arrival::delivery).containsOnly("msg_1");
    assertThat(arrivals).extracting(Arrival::attempt).containsExactly(1, 2);
    assertThat(arrivals).extracting(Arrival::position).containsOnly(new Position("a", 7));
    assertThat(arrivals).extracting(each -> each.ending().status()).containsExactly(503, 200);
    assertThat(arrivals.getFirst().ending().at())
        .isGreaterThanOrEqualTo(arrivals.getFirst().began())
        .isLessThanOrEqualTo(arrivals.getLast().began());
    assertThat(arrivals.getFirst().digest()).isEqualTo(arrivals.getLast().digest()).hasSize(64);
    assertThat(log.taken()).isEqualTo(1);
    assertThat(responder.requests()).isEmpty();
  }

  @Test
  void whatGotNoProperReplyHasNoStatus() throws Exception {
    responder.next(
        new Reply.Reset(),
        Reply.garbage(),
        new Reply.HalfClosed(Reply.status(200).body("text/plain", "12345678")));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> post("msg_1", "1", "")).isInstanceOf(IOException.class);
    }

    assertThat(log.arrivals()).hasSize(3).allMatch(arrival -> arrival.ending().status() == 0);
    assertThat(log.taken()).isZero();
  }

  @Test
  void aRequestUnderWayHasNotEnded() throws Exception {
    java.util.concurrent.CountDownLatch latch = new java.util.concurrent.CountDownLatch(1);
    responder.next(new Reply.Held(latch, Reply.status(204)));
    Thread caller = Thread.ofVirtual().start(() -> quietly("msg_1"));
    org.awaitility.Awaitility.await().until(() -> log.arrivals().size() == 1);

    Arrival waiting = log.arrivals().getFirst();
    assertThat(waiting.ending().status()).isZero();
    assertThat(waiting.ending().at()).isGreaterThan(waiting.began());
    latch.countDown();
    caller.join();
    assertThat(log.arrivals().getFirst().ending().status()).isEqualTo(204);
  }

  @Test
  void hostileWordsStayOneLine() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", responder.port())) {
      socket
          .getOutputStream()
          .write(
              "POST /a\u0001b HTTP/1.1\r\nwebhook-id: x y\tz\r\nwebhook-attempt: -3e9\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                  .getBytes(US_ASCII));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }

    Arrival arrival = log.arrivals().getFirst();
    assertThat(arrival.target()).isEqualTo("/a?b");
    assertThat(arrival.delivery()).isEqualTo("x?y?z");
    assertThat(arrival.attempt()).isZero();
    assertThat(arrival.position()).isEqualTo(Position.NONE);
  }

  @Test
  void neverWritesOverAnEarlierLog() {
    assertThatThrownBy(() -> ArrivalLog.in(folder.resolve("arrivals.log")))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void notesTensOfThousandsOnManyConnections() throws Exception {
    int connections = 16;
    int each = 2_000;
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int connection = 0; connection < connections; connection++) {
        String key = "k" + connection;
        callers.add(
            pool.submit(
                () -> {
                  sendAll(key, each);
                  return null;
                }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    }

    List<Publication> published = new ArrayList<>();
    for (int connection = 0; connection < connections; connection++) {
      for (int sequence = 0; sequence < each; sequence++) {
        published.add(new Publication(new Position("k" + connection, sequence), true));
      }
    }
    Invariants invariants =
        Invariants.of(
            new Invariants.Rules(java.util.Set.of("/hook"), true, Duration.ofSeconds(10)));
    assertThat(
            invariants
                .check(new Invariants.Evidence(published, log.arrivals(), List.of()))
                .verify()
                .counts())
        .isEqualTo(new Findings.Counts(32_000, 32_000, 32_000, 0));
  }

  private void sendAll(String key, int count) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", responder.port())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      byte[] reply = "HTTP/1.1 204 Scripted\r\n\r\n".getBytes(US_ASCII);
      for (int sequence = 0; sequence < count; sequence++) {
        String body = "{\"key\":\"" + key + "\",\"sequence\":" + sequence + "}";
        out.write(
            ("POST /hook HTTP/1.1\r\nwebhook-id: msg_%s_%d\r\nwebhook-attempt: 1\r\ncontent-length: %d\r\n\r\n%s"
                    .formatted(key, sequence, body.length(), body))
                .getBytes(US_ASCII));
        assertThat(in.readNBytes(reply.length)).isEqualTo(reply);
      }
    }
  }

  private void quietly(String id) {
    try {
      post(id, "1", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void post(String id, String attempt, String body)
      throws IOException, InterruptedException {
    URI url = responder.url("/hook");
    client.send(
        HttpRequest.newBuilder(url)
            .header("webhook-id", id)
            .header("webhook-attempt", attempt)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }
}
