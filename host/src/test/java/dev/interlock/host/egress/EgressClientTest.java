package dev.interlock.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressException.Cause;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.settings.ByteSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EgressClientTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Map<String, String[]> names = new ConcurrentHashMap<>();
  private final EgressClient client = client(EgressSettings.DEFAULT);

  private EgressClient client(EgressSettings settings) {
    return new EgressClient(settings, InstantSource.system(), meters, this::resolve);
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    String[] texts = names.get(host);
    if (texts == null) {
      throw new UnknownHostException(host);
    }
    InetAddress[] addresses = new InetAddress[texts.length];
    for (int index = 0; index < texts.length; index++) {
      addresses[index] = InetAddress.getByName(texts[index]);
    }
    return addresses;
  }

  @AfterEach
  void close() {
    client.close();
  }

  private static EgressRequest.Limits limits(long connectMillis, long requestMillis, long bytes) {
    return new EgressRequest.Limits(
        Duration.ofMillis(connectMillis), Duration.ofMillis(requestMillis), new ByteSize(bytes));
  }

  private static EgressRequest.Builder post(URI url) {
    return EgressRequest.to(url)
        .post("{\"a\":1}".getBytes(StandardCharsets.UTF_8))
        .header("Content-Type", "application/json")
        .addresses(AddressPolicy.OPERATOR);
  }

  private EgressReply send(EgressRequest request) throws Exception {
    return client.send(request).get(20, TimeUnit.SECONDS);
  }

  private EgressException failure(EgressRequest request) {
    return failure(client.send(request));
  }

  static EgressException failure(CompletableFuture<?> future) {
    try {
      future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      return (EgressException) failed.getCause();
    } catch (Exception other) {
      throw new AssertionError(other);
    }
    throw new AssertionError("it did not fail");
  }

  @Test
  void sendsWhatWasGivenAndReadsTheReply() throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write(
                  "HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Length: "
                      + exchange.body().length
                      + "\r\n\r\n"
                      + new String(exchange.body(), StandardCharsets.UTF_8));
              return true;
            })) {
      EgressReply reply = send(post(URI.create(responder.url() + "?q=1")).build());

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.header("x-a")).contains("b");
      assertThat(reply.body()).asString().isEqualTo("{\"a\":1}");
      assertThat(reply.truncated()).isFalse();
      assertThat(reply.privatelyAllowed()).isTrue();
      assertThat(responder.heads.get(0))
          .startsWith("POST /hook?q=1 HTTP/1.1\r\n")
          .contains("Host: 127.0.0.1:" + responder.port())
          .contains("Content-Type: application/json")
          .doesNotContainIgnoringCase("upgrade");
      await()
          .until(() -> meters.counter("interlock.egress.requests", "result", "reply").count() == 1);
    }
  }

  @Test
  void noHeaderOfAReplyHasALineEndInIt() throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write(
                  "HTTP/1.1 200 OK\r\nX\rA: b\rSet-Cookie: c\0d\r\nContent-Length: 0\r\n\r\n");
              return true;
            })) {
      EgressReply reply = send(post(responder.url()).build());

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("X A")).contains("b Set-Cookie: c d");
    }
  }

  @Test
  void reusesAConnection() throws Exception {
    try (var responder = HostileResponder.start(HostileResponder.ok("hi"))) {
      for (int round = 0; round < 20; round++) {
        send(post(responder.url()).build());
      }
      assertThat(responder.connections).hasValue(1);
    }
  }

  @Test
  void returnsRedirectsAsTheyAre() throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write(
                  "HTTP/1.1 302 Found\r\n"
                      + "Location: http://169.254.169.254/\r\n"
                      + "Content-Length: 0\r\n\r\n");
              return true;
            })) {
      EgressReply reply = send(post(responder.url()).build());

      assertThat(reply.status()).isEqualTo(302);
      assertThat(reply.header("location")).contains("http://169.254.169.254/");
      assertThat(responder.heads).hasSize(1);
    }
  }

  @Test
  void endsADrippingBodyAtTheDeadline() throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
              while (!exchange.closing().await(50, TimeUnit.MILLISECONDS)) {
                exchange.write("x");
              }
              return false;
            })) {
      long started = System.nanoTime();
      EgressException failure =
          failure(post(responder.url()).limits(limits(300, 700, 65536)).build());

      assertThat(failure.reason()).isEqualTo(Cause.TIMEOUT);
      assertThat(failure)
          .hasMessageContaining("127.0.0.1:" + responder.port())
          .hasMessageContaining("700ms");
      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .isBetween(Duration.ofMillis(690), Duration.ofSeconds(3));
      await().untilAtomic(responder.closedByPeer, org.hamcrest.Matchers.is(1));
    }
  }

  @Test
  void endsDrippingHeadersAtTheDeadline() throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write("HTTP/1.1 200 OK\r\nX-Drip: ");
              while (!exchange.closing().await(50, TimeUnit.MILLISECONDS)) {
                exchange.write("x");
              }
              return false;
            })) {
      assertThat(failure(post(responder.url()).limits(limits(300, 600, 65536)).build()).reason())
          .isEqualTo(Cause.TIMEOUT);
      await().untilAtomic(responder.closedByPeer, org.hamcrest.Matchers.is(1));
    }
  }

  @Test
  void aResetIsAConnectFailure() throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.socket().setSoLinger(true, 0);
              return false;
            })) {
      assertThat(failure(post(responder.url()).build()).reason()).isEqualTo(Cause.CONNECT);
    }
  }

  @Test
  void aBodyCutShortLeavesTheStatus() throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
              exchange.socket().shutdownOutput();
              exchange.readToEnd();
              return false;
            })) {
      EgressReply reply = send(post(responder.url()).build());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.broken()).isEqualTo("closed before the reply was complete");
    }
  }

  @Test
  void garbageIsAFailureOfTheConnection() throws Exception {
    for (String garbage :
        List.of(
            "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n",
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(300) + "\r\n",
            "HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000) + "\r\n\r\n")) {
      try (var responder =
          HostileResponder.start(
              exchange -> {
                exchange.write(garbage);
                exchange.readToEnd();
                return false;
              })) {
        EgressException failure = failure(post(responder.url()).build());
        assertThat(failure.reason())
            .as("%s -> %s", garbage.substring(0, 12), failure)
            .isEqualTo(Cause.CONNECT);
      }
    }
  }

  @Test
  void ofAReplyThatBreaksTheStatusIsLeft() throws Exception {
    for (String cut :
        List.of(
            "HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf",
            "HTTP/1.1 503 X\r\nContent-Length: 10\r\n\r\nhalf",
            "HTTP/1.1 503 X\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbusy",
            "HTTP/1.1 503 X\r\n"
                + ("X: " + "y".repeat(20_000) + "\r\n").repeat(5)
                + "Content-Length: 0\r\n\r\n")) {
      try (var responder =
          HostileResponder.start(
              exchange -> {
                exchange.write(cut);
                return false;
              })) {
        EgressReply reply = send(post(responder.url()).build());
        assertThat(reply.status()).as(cut.substring(0, 40)).isEqualTo(503);
        assertThat(reply.broken()).as(cut.substring(0, 40)).isNotEmpty();
      }
    }
  }

  @Test
  void whatComesBehindAReplyIsNobodysReply() throws Exception {
    for (String surplus :
        List.of("HTTP/1.1 500 X\r\nX: ", "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", "x")) {
      AtomicInteger asked = new AtomicInteger();
      try (var responder =
          HostileResponder.start(
              exchange -> {
                boolean first = asked.incrementAndGet() % 2 == 1;
                exchange.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
                        + (first ? surplus : ""));
                return true;
              })) {
        for (int i = 0; i < 100; i++) {
          EgressReply reply = send(post(responder.url()).build());
          assertThat(reply.status()).isEqualTo(200);
          assertThat(reply.body()).asString().isEqualTo("ok");
        }
        assertThat(asked).hasValue(100);
      }
    }
  }

  @Test
  void whatComesOnAConnectionThatRestsClosesIt() throws Exception {
    CountDownLatch surplusSent = new CountDownLatch(1);
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              if (surplusSent.getCount() > 0) {
                exchange.write("HTTP/1.1 500 X\r\nX: ");
                surplusSent.countDown();
              }
              return true;
            })) {
      assertThat(send(post(responder.url()).build()).status()).isEqualTo(200);
      assertThat(surplusSent.await(10, TimeUnit.SECONDS)).isTrue();
      await().untilAtomic(responder.closedByPeer, org.hamcrest.Matchers.is(1));

      assertThat(send(post(responder.url()).build()).status()).isEqualTo(200);
      assertThat(responder.connections).hasValue(2);
    }
  }

  @Test
  void aConnectionCarriesRequestsOfOneGroupAlone() throws Exception {
    try (var responder = HostileResponder.start(HostileResponder.ok("ok"))) {
      for (int i = 0; i < 3; i++) {
        send(post(responder.url()).build());
        send(post(responder.url()).group("before guard").build());
        send(post(responder.url()).group("before other").build());
      }
      assertThat(responder.connections).hasValue(3);
    }
  }

  @Test
  void readsOfTwoGibibytesOnlyWhatItMay() throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n");
              byte[] block = new byte[1 << 16];
              for (int count = 0; count < 1 << 15; count++) {
                exchange.write(block);
              }
              return false;
            })) {
      EgressReply reply = send(post(responder.url()).build());

      assertThat(reply.truncated()).isTrue();
      assertThat(reply.body()).hasSize(65536);
      await().untilAtomic(responder.closedByPeer, org.hamcrest.Matchers.is(1));
    }
  }

  @Test
  void aBodyOfExactlyTheLimitIsWhole() throws Exception {
    try (var responder = HostileResponder.start(HostileResponder.ok("x".repeat(1000)))) {
      assertThat(send(post(responder.url()).limits(limits(1000, 5000, 1000)).build()).truncated())
          .isFalse();
      EgressReply cut = send(post(responder.url()).limits(limits(1000, 5000, 999)).build());
      assertThat(cut.truncated()).isTrue();
      assertThat(cut.body()).hasSize(999);
    }
  }

  @Test
  void decompressesGzipAndDeflate() throws Exception {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzip)) {
      out.write("hello".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayOutputStream deflate = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(deflate)) {
      out.write("hello".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(sendEncoded("gzip", gzip.toByteArray()).body())
        .asString()
        .isEqualTo("hello".repeat(100));
    assertThat(sendEncoded("deflate", deflate.toByteArray()).body())
        .asString()
        .isEqualTo("hello".repeat(100));
  }

  @Test
  void brokenCompressionBreaksTheBodyAlone() throws Exception {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzip)) {
      out.write("hello".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    byte[] cut = java.util.Arrays.copyOf(gzip.toByteArray(), gzip.size() - 3);
    byte[] spoilt = gzip.toByteArray();
    spoilt[spoilt.length - 6] ^= 1;
    for (byte[] bytes : List.of(cut, spoilt, "no gzip at all".getBytes(StandardCharsets.UTF_8))) {
      EgressReply reply = sendEncoded("gzip", bytes);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.broken()).contains("can be read");
    }
  }

  @Test
  void aGzipBombCostsWhatMayBeReadOfIt() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int count = 0; count < 256; count++) {
        out.write(zeros);
      }
    }
    EgressReply reply = sendEncoded("gzip", bomb.toByteArray());

    assertThat(reply.truncated()).isTrue();
    assertThat(reply.body()).hasSize(65536).containsOnly(0);
  }

  private EgressReply sendEncoded(String encoding, byte[] bytes) throws Exception {
    try (var responder =
        HostileResponder.start(
            exchange -> {
              exchange.write(
                  "HTTP/1.1 200 OK\r\nContent-Encoding: "
                      + encoding
                      + "\r\nContent-Length: "
                      + bytes.length
                      + "\r\n\r\n");
              // Seven bytes at a time at first, so that every part of the format is cut somewhere.
              int head = Math.min(bytes.length, 70);
              for (int from = 0; from < head; from += 7) {
                exchange.write(java.util.Arrays.copyOfRange(bytes, from, Math.min(head, from + 7)));
              }
              exchange.write(java.util.Arrays.copyOfRange(bytes, head, bytes.length));
              return true;
            })) {
      return send(post(responder.url()).build());
    }
  }

  @Test
  void cancellingClosesTheConnection() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (var responder =
        HostileResponder.start(
            exchange -> {
              asked.countDown();
              exchange.readToEnd();
              throw new java.io.IOException("closed");
            })) {
      CompletableFuture<EgressReply> future = client.send(post(responder.url()).build());
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(future.cancel(true)).isTrue();

      await().untilAtomic(responder.closedByPeer, org.hamcrest.Matchers.is(1));
      await().until(() -> client.connectionsInUse() == 0);
      await()
          .until(
              () ->
                  meters.counter("interlock.egress.requests", "result", "cancelled").count() == 1);
    }
  }

  @Test
  void aNameThatIsPrivateIsRefused() {
    names.put("internal.example", new String[] {"93.184.215.14", "10.0.3.7"});
    EgressException failure = failure(post(URI.create("http://internal.example/")).build());

    assertThat(failure.reason()).isEqualTo(Cause.GUARD);
    assertThat(failure).hasMessageContaining("internal.example is 10.0.3.7, private");
    assertThat(failure(client.check(post(URI.create("http://internal.example/")).build())).reason())
        .isEqualTo(Cause.GUARD);
  }

  @Test
  void connectsToTheCheckedAddressThoughTheNameChanges() throws Exception {
    try (var responder = HostileResponder.start(HostileResponder.ok("first"))) {
      java.util.concurrent.atomic.AtomicInteger asked =
          new java.util.concurrent.atomic.AtomicInteger();
      NameResolver flipping =
          host ->
              new InetAddress[] {
                InetAddress.getByName(
                    asked.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254")
              };
      try (EgressClient flipped =
          new EgressClient(
              EgressSettings.DEFAULT,
              InstantSource.system(),
              new SimpleMeterRegistry(),
              flipping)) {
        EgressReply reply =
            flipped
                .send(post(URI.create("http://flip.example:" + responder.port() + "/")).build())
                .get(10, TimeUnit.SECONDS);

        assertThat(reply.body()).asString().isEqualTo("first");
        assertThat(asked).hasValue(1);
        assertThat(responder.heads.get(0)).contains("Host: flip.example:" + responder.port());
      }
    }
  }

  @Test
  void aPooledConnectionServesNoPolicyThatRefusesItsAddress() throws Exception {
    names.put("app.example", new String[] {"127.0.0.1"});
    try (var responder = HostileResponder.start(HostileResponder.ok("hi"))) {
      URI url = URI.create("http://app.example:" + responder.port() + "/");
      send(post(url).build());

      assertThat(failure(post(url).addresses(AddressPolicy.PUBLIC).build()).reason())
          .isEqualTo(Cause.GUARD);
      assertThat(responder.heads).hasSize(1);
    }
  }

  @Test
  void triesTheNextAddressWhereOneTakesNoConnection() throws Exception {
    try (var responder = HostileResponder.start(HostileResponder.ok("hi"))) {
      names.put("two.example", new String[] {"127.0.0.2", "127.0.0.1"});
      EgressReply reply =
          send(post(URI.create("http://two.example:" + responder.port() + "/")).build());

      assertThat(reply.status()).isEqualTo(200);
    }
  }

  @Test
  void nobodyListeningIsAConnectFailure() throws Exception {
    URI url;
    try (var responder = HostileResponder.start(HostileResponder.ok(""))) {
      url = URI.create("http://127.0.0.1:" + responder.port() + "/secret?token=abc");
    }
    EgressException failure = failure(post(url).build());

    assertThat(failure.reason()).isEqualTo(Cause.CONNECT);
    assertThat(failure.getMessage()).contains("127.0.0.1:" + url.getPort()).doesNotContain("token");
  }

  @Test
  void anUnknownNameIsADnsFailure() {
    assertThat(failure(post(URI.create("http://nowhere.example/")).build()).reason())
        .isEqualTo(Cause.DNS);
  }

  @Test
  void aResolverThatHangsIsBounded() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    NameResolver hanging =
        host -> {
          try {
            release.await();
          } catch (InterruptedException stopped) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[0];
        };
    try (EgressClient hung =
        new EgressClient(
            EgressSettings.DEFAULT, InstantSource.system(), new SimpleMeterRegistry(), hanging)) {
      EgressException failure =
          failure(
              hung.send(
                  post(URI.create("http://slow.example/")).limits(limits(100, 300, 10)).build()));

      assertThat(failure.reason()).isEqualTo(Cause.TIMEOUT);
      assertThat(failure).hasMessageContaining("not resolved");
    } finally {
      release.countDown();
    }
  }

  @Test
  void headersThatFrameOrSmuggleAreRefused() {
    URI url = URI.create("http://127.0.0.1:9/");
    for (EgressRequest request :
        List.of(
            post(url).header("Host", "x").build(),
            post(url).header("Content-Length", "1").build(),
            post(url).header("X-A", "b\r\nX-C: d").build(),
            post(url).header("X A", "b").build(),
            post(url).method("GET /x").build())) {
      assertThat(failure(request).reason()).isEqualTo(Cause.GUARD);
    }
  }

  @Test
  void aClosedClientFailsWhatItIsGiven() throws Exception {
    client.close();
    assertThat(failure(post(URI.create("http://127.0.0.1:9/")).build()).reason())
        .isEqualTo(Cause.CONNECT);
  }
}
