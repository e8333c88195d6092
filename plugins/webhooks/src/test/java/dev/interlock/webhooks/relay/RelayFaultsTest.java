package dev.interlock.webhooks.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.testkit.ManualClock;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the forwarder got wrong, and must not come back.
class RelayFaultsTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private RelayHost host;

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
    responder.close();
  }

  private void start() {
    host = RelayHost.start(folder);
    responder.always(Reply.status(200));
  }

  private void awaitStates(long destination, DeliveryState... states) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(host.kept(destination).stream().map(DeliveryView::state))
                    .containsExactly(states));
  }

  @Test
  void aRefusedConnectionIsTriedAgainAndStopsNobody() throws Exception {
    start();
    try (Responder dead = Responder.start()) {
      dead.refuse();
      long refusing = host.destination(dead.url("/"));
      long well = host.destination(responder.url("/"));
      host.message(refusing, "lost");
      host.message(well, "a");
      host.message(refusing, "late");
      host.message(well, "b");

      assertThat(responder.take(SOON).text()).isEqualTo("a");
      assertThat(responder.take(SOON).text()).isEqualTo("b");
      await()
          .atMost(SOON)
          .until(() -> host.kept(refusing).getFirst().state() == DeliveryState.FAILED);
      dead.accept();
      dead.always(Reply.status(200));
      assertThat(dead.take(SOON).text()).isEqualTo("late");
      assertThat(host.attempts(refusing).stream().filter(attempt -> !attempt.succeeded()).limit(3))
          .allSatisfy(attempt -> assertThat(attempt.report().status()).isZero());
    }
  }

  @Test
  void whatWasDeliveredIsNotSentAgainAfterARestart() throws Exception {
    start();
    try (Responder dead = Responder.start()) {
      dead.refuse();
      long well = host.destination(responder.url("/"));
      long refusing = host.destination(dead.url("/"));
      host.message(well, "once");
      host.message(refusing, "waits");
      awaitStates(well, DeliveryState.DELIVERED);
      host.close();

      start();
      host.message(well, "next");

      responder.take(SOON);
      assertThat(responder.take(SOON).text()).isEqualTo("next");
      awaitStates(well, DeliveryState.DELIVERED, DeliveryState.DELIVERED);
      assertThat(responder.requests()).hasSize(2);
    }
  }

  @Test
  void aSilentDestinationEndsInATimeout() throws Exception {
    start();
    responder.next(new Reply.Silent());
    long id = host.destination(responder.url("/"));
    host.message(id, "a");

    responder.take(SOON);
    responder.take(SOON);

    awaitStates(id, DeliveryState.DELIVERED);
    assertThat(host.attempts(id).getFirst().took()).isLessThan(Duration.ofSeconds(16));
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    start();
    try (Responder inside = Responder.start()) {
      responder.next(Reply.redirect(inside.url("/secret").toString()));
      long id = host.destination(responder.url("/"));
      host.message(id, "a");

      awaitStates(id, DeliveryState.DELIVERED);

      assertThat(inside.requests()).isEmpty();
      assertThat(host.attempts(id).getFirst().report().status()).isEqualTo(302);
    }
  }

  @Test
  void theAddressIsCheckedAgainAtEachConnect() throws Exception {
    start();
    long id = host.destination(responder.url("/"));
    host.close();

    host = new RelayHost(folder, "", InstantSource.system());
    host.message(id, "a");

    awaitStates(id, DeliveryState.FAILED);
    assertThat(host.attempts(id)).hasSize(1);
    assertThat(responder.requests()).isEmpty();
    assertThat(responder.connections()).isZero();
  }

  @Test
  void destinationsWithIpv6AloneAreServed() throws Exception {
    start();
    LinkedBlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    HttpServer server = HttpServer.create(new InetSocketAddress("::1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      long id = host.destination(URI.create("http://[::1]:" + server.getAddress().getPort() + "/"));
      host.message(id, "six");

      assertThat(bodies.poll(30, TimeUnit.SECONDS)).isEqualTo("six");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aNameThatDoesNotResolveIsTriedAgainAndItsMessageKept() throws Exception {
    start();
    long id = host.destination(URI.create("http://nowhere.invalid/"));
    host.message(id, "a");

    awaitStates(id, DeliveryState.FAILED);

    assertThat(host.attempts(id)).hasSize(3);
    assertThat(new String(host.kept(id).getFirst().content().body())).isEqualTo("a");
  }

  @Test
  void anOutageDeletesNothing() throws Exception {
    start();
    responder.next(Reply.status(500), Reply.status(500), Reply.status(500));
    long id = host.destination(responder.url("/"));
    host.message(id, "a");
    host.message(id, "b");
    awaitStates(id, DeliveryState.FAILED, DeliveryState.DELIVERED);
    List<Instant> tries = host.attempts(id).stream().limit(3).map(attempt -> attempt.at()).toList();
    assertThat(Duration.between(tries.get(0), tries.get(1))).isBetween(ofMillis(950), SOON);
    assertThat(Duration.between(tries.get(1), tries.get(2))).isBetween(ofMillis(950), SOON);

    assertThat(host.deliveries().retry(host.kept(id).getFirst().id())).isTrue();

    awaitStates(id, DeliveryState.DELIVERED, DeliveryState.DELIVERED);
    assertThat(responder.requests().getLast().text()).isEqualTo("a");
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void whatIsAMonthOldIsOverADayOld() throws Exception {
    ManualClock clock = new ManualClock(Instant.parse("2026-01-31T12:00:00Z"));
    host = new RelayHost(folder, RelayHost.ALLOW_LOOPBACK, clock);
    responder.always(new Reply.Silent());
    long id = host.destination(responder.url("/"));
    host.message(id, "on its way");
    host.message(id, "a month old");
    responder.take(SOON);
    host.close();
    clock.advance(Duration.ofDays(31));
    responder.always(Reply.status(200));

    host = new RelayHost(folder, RelayHost.ALLOW_LOOPBACK, clock);
    host.message(id, "fresh");

    assertThat(responder.take(SOON).text()).isEqualTo("fresh");
    assertThat(host.kept(id).get(1).state()).isEqualTo(DeliveryState.EXPIRED);
  }

  @Test
  void oneSlowDestinationHoldsUpNoOther() throws Exception {
    start();
    try (Responder slow = Responder.start()) {
      slow.always(new Reply.Silent());
      long waiting = host.destination(slow.url("/"));
      long well = host.destination(responder.url("/"));
      for (int i = 0; i < 50; i++) {
        host.message(waiting, "s" + i);
      }
      host.message(well, "a");

      assertThat(responder.take(Duration.ofSeconds(5)).text()).isEqualTo("a");
      assertThat(slow.requests()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void aDeletedMessageIsNotSentAnyMore() throws Exception {
    start();
    CountDownLatch release = new CountDownLatch(1);
    responder.next(new Reply.Held(release, Reply.status(200)));
    long id = host.destination(responder.url("/"));
    host.message(id, "a");
    String unwanted = host.message(id, "b").header("Location");
    host.message(id, "c");
    responder.take(SOON);

    assertThat(host.call("DELETE", unwanted, "").status()).isEqualTo(204);
    assertThat(host.get(unwanted).status()).isEqualTo(404);
    release.countDown();

    assertThat(responder.take(SOON).text()).isEqualTo("c");
    awaitStates(id, DeliveryState.DELIVERED, DeliveryState.CANCELLED, DeliveryState.DELIVERED);
    assertThat(responder.requests().stream().map(ReceivedRequest::text)).containsExactly("a", "c");
  }
}
